import type { Bench } from '../part.js';
import { Child } from '../processes/child.js';
import { productOver } from '../processes/product.js';
import { Services } from '../processes/services.js';
import { OpenMeteo } from '../weather/open-meteo.js';
import { Clients } from './clients.js';

/** Every limit is counted, and none is met. */
const most = '1000000';
/** How often the worker asks for the weather of a watched city. */
export const updateSeconds = 3;

/** A server of sockets, in a process of its own. */
export interface Server {
  name: string;
  url: string;
  dialect: 'ws' | 'socket.io';
  process: Child;
}

/** The servers that are compared, Isobar last, and who talks to them. */
export interface World {
  ws: Server;
  socketIo: Server;
  isobar: Server;
  clients: Clients;
  openMeteo: OpenMeteo;
  redisUrl: string;
  /** Starts a worker beside Isobar's API. */
  startWorker: () => Promise<void>;
  /** Starts a socket.io that recovers connections by itself. */
  startBareRecovery: () => Promise<Server>;
}

export async function startWorld({ folder, atEnd }: Bench): Promise<World> {
  const services = await Services.start(folder);
  atEnd(async () => services.stop());
  const openMeteo = await OpenMeteo.start(folder);
  atEnd(async () => openMeteo.stop());
  const { address, environment } = await productOver(services, {
    RATE_LIMIT: 'on',
    RATE_LIMIT_REQUESTS: 'none',
    SOCKETS_PER_ADDRESS: most,
    SOCKET_HANDSHAKES_PER_MINUTE: most,
    SOCKET_EVENTS_PER_SECOND: most,
    SOCKET_KIB_PER_SECOND: most,
    WEATHER_PROVIDERS: 'open-meteo',
    WEATHER_UPDATE_SECONDS: String(updateSeconds),
    OPEN_METEO_URL: openMeteo.url,
    OPEN_METEO_GEOCODING_URL: openMeteo.url,
  });
  const start = async (name: string, script: string) => {
    const child = await Child.start(name, { script, folder, environment });
    atEnd(async () => child.stop());
    return child;
  };
  const bare = async (name: string, dialect: Server['dialect'], script: string): Promise<Server> => {
    const child = await start(name, script);
    return { name, dialect, url: String(child.firstWord), process: child };
  };
  const world = {
    ws: await bare('ws', 'ws', 'realtime/bare-ws.js'),
    socketIo: await bare('socket.io', 'socket.io', 'realtime/bare-socket-io.js'),
    isobar: { name: 'Isobar', dialect: 'socket.io' as const, url: `ws://${address}`, process: await start('api', '../src/main.js') },
    clients: await Clients.start(folder),
    openMeteo,
    redisUrl: services.redisUrl,
    startWorker: async () => { await start('worker', '../src/worker.js'); },
    startBareRecovery: async () => bare('socket.io', 'socket.io', 'realtime/bare-recovery.js'),
  };
  atEnd(async () => world.clients.stop());
  return world;
}
