import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../part.js';
import type { Memory } from '../processes/answers.js';
import type { Server, World } from './servers.js';

const numberOfWaves = 3;
/** Milliseconds for what follows a connection or its end. */
const settle = 1_500;

/** What a server needs without clients, and through waves of them. */
export interface Idle {
  server: string;
  clients: number;
  before: Memory;
  waves: { connected: Memory; left: Memory }[];
}

/** Clients that connect, say nothing and leave, in waves. */
export async function idle({ say }: Bench, world: World, clients: number): Promise<Idle[]> {
  const results: Idle[] = [];
  for (const server of [world.socketIo, world.isobar]) {
    say(`${server.name}: ${numberOfWaves} waves of ${clients} idle clients …`);
    results.push(await waves(server, world, clients));
  }
  return results;
}

async function waves(server: Server, world: World, clients: number): Promise<Idle> {
  const memory = async () => {
    await sleep(settle);
    return server.process.memory();
  };
  const result: Idle = { server: server.name, clients, before: await memory(), waves: [] };
  for (let wave = 0; wave < numberOfWaves; wave++) {
    await world.clients.connect(server, clients);
    const connected = await memory();
    await world.clients.leave();
    result.waves.push({ connected, left: await memory() });
  }
  return result;
}
