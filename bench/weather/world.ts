import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { freePort } from '../../src/platform/embedded/free-port.js';
import { ServerUnderTest } from '../http/server-under-test.js';
import type { Bench } from '../part.js';
import { Services } from '../processes/services.js';
import { Client } from './client.js';
import { OpenMeteo } from './open-meteo.js';

/** More than are ever made at once, so that no call waits for its turn. */
const callsAtOnce = 100;

/** Two API processes on one Redis, a client of each, and what they ask. */
export interface World {
  api: ServerUnderTest;
  client: Client;
  neighbour: Client;
  openMeteo: OpenMeteo;
}

export async function startWorld({ folder, atEnd }: Bench): Promise<World> {
  const services = await Services.start(folder);
  atEnd(async () => services.stop());
  const openMeteo = await OpenMeteo.start(folder);
  atEnd(async () => openMeteo.stop());
  const environment = {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    DATABASE_URL: services.postgresUrl,
    REDIS_URL: services.redisUrl,
    JWT_SECRET: randomBytes(32).toString('hex'),
    RATE_LIMIT: 'off',
    WEATHER_PROVIDERS: 'open-meteo',
    WEATHER_CONCURRENCY: String(callsAtOnce),
    OPEN_METEO_URL: openMeteo.url,
    OPEN_METEO_GEOCODING_URL: openMeteo.url,
  };
  const start = async (name: string) => {
    const server = await ServerUnderTest.start(name, '../../src/main.js', await freePort(0), environment, join(folder, `${name}.log`));
    const client = new Client(server.url);
    atEnd(async () => {
      client.leave();
      await server.stop();
    });
    return { server, client };
  };
  const [api, neighbour] = [await start('api'), await start('neighbour')];
  return { api: api.server, client: api.client, neighbour: neighbour.client, openMeteo };
}
