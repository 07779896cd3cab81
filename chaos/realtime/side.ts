import { freePort, loopback } from '../../src/platform/embedded/free-port.js';
import type { OrderView } from '../../src/contracts/orders.js';
import { Requests } from '../requests.js';
import type { ServiceProcess } from '../service-process.js';
import type { World } from '../world.js';
import type { Account } from './account.js';
import { Balancer } from './balancer.js';
import type { Listener } from './listener.js';
import { PlainListener } from './plain-listener.js';
import type { PlainOrder } from './plain-server.js';
import { ServiceListener } from './service-listener.js';

/** One of the two that take the same blows: two processes behind a balancer, and a client for each account. */
export interface Side {
  name: string;
  processes: ServiceProcess[];
  balancer: Balancer;
  listeners: Listener[];
  /** Takes note of an order that the service has accepted. */
  accept: (owner: Account, order: OrderView) => Promise<void>;
  /** The events that these orders make, in their order. */
  owed: (orders: OrderView[]) => { id: number }[];
  stop: () => Promise<void>;
}

/** The service, with a second API process. */
export async function serviceSide(world: World, accounts: Account[]): Promise<Side> {
  const second = await world.addApi();
  const balancer = await Balancer.start(() => world.urls);
  const listeners = accounts.map((account) => new ServiceListener(balancer.url, account));
  return {
    name: 'Isobar',
    processes: world.apis,
    balancer,
    listeners,
    accept: async () => Promise.resolve(),
    owed: (orders) => orders.map((order, index) => ({ ...order, offset: index + 1 })),
    stop: async () => leave(listeners, balancer, async () => world.retire(second)),
  };
}

/** Plain socket.io, which is told of the same orders. */
export async function plainSide(world: World, accounts: Account[]): Promise<Side> {
  const ports = [await freePort(0, { host: loopback }), await freePort(0, { host: loopback })];
  const script = new URL('./plain-server.js', import.meta.url);
  const processes = await Promise.all(ports.map(async (port) => world.launch('plain', script, { PORT: String(port), REDIS_URL: world.stores.redisUrl })));
  const urls = ports.map((port) => `http://${loopback}:${port}`);
  const balancer = await Balancer.start(() => urls);
  const requests = new Requests(() => urls);
  const listeners = accounts.map(({ email }) => new PlainListener(balancer.url, email));
  return {
    name: 'plain socket.io',
    processes,
    balancer,
    listeners,
    accept: async ({ email: room }, order) => {
      const { status } = await requests.post('/', { room, order } satisfies PlainOrder);
      if (status !== 201) throw new Error(`plain socket.io answered ${status}`);
    },
    owed: (orders) => orders,
    stop: async () => leave(listeners, balancer, async () => Promise.all(processes.map(async (process) => process.stop()))),
  };
}

async function leave(listeners: Listener[], balancer: Balancer, stopProcesses: () => Promise<unknown>): Promise<void> {
  for (const listener of listeners) listener.close();
  await balancer.stop();
  await stopProcesses();
}
