import { Redis } from 'ioredis';
import type { Bench } from '../part.js';
import { Child } from '../processes/child.js';
import type { Server, World } from './servers.js';

export const keptEntries = 20_000;
export const giveUpSeconds = 20;
const clients = 300;
/** Events in the stream while the clients are away. */
const meanwhile = [0, 2_000, 8_000, 15_000];
/** Events at once. */
const lot = 500;

/** What became of clients that came back. */
export interface Return {
  /** Those that had their connection back, with what they had missed. */
  recovered: number;
  /** Until the last knew. */
  seconds: number;
}

export interface Recovery {
  clients: number;
  entries: number;
  byServer: ({ server: string } & Return)[];
}

/** Clients lose their connections together, are each told one thing among many others, and come back together. */
export async function recovery({ folder, say, atEnd }: Bench, world: World): Promise<Recovery[]> {
  const crowd = await Child.start('returners', { script: 'realtime/returners-process.js', folder });
  atEnd(async () => crowd.stop());
  const redis = new Redis(world.redisUrl);
  atEnd(async () => { await redis.quit(); });
  const emit = async (rooms: string[]) => {
    for (let begin = 0; begin < rooms.length; begin += lot) {
      const entries = redis.pipeline();
      for (const room of rooms.slice(begin, begin + lot)) entries.xadd('socket.io', 'MAXLEN', '~', keptEntries, '*', ...entryTo(room));
      await entries.exec();
    }
  };
  const returns = async ({ name, url }: Server, entries: number): Promise<Recovery['byServer'][number]> => {
    const ids = await crowd.ask<string[]>('connect', { url, count: clients });
    await crowd.ask('lose');
    await emit([...ids, ...Array.from({ length: entries }, () => 'somebody else')]);
    const back = await crowd.ask<Return>('comeBack');
    await crowd.ask('leave');
    say(`${name}: ${back.recovered} of ${clients} recovered after ${entries} events, in ${back.seconds.toFixed(1)} s`);
    return { server: name, ...back };
  };
  // Isobar first: the other keeps Redis busy for long after its clients have given up.
  const ours: Recovery['byServer'] = [];
  for (const entries of meanwhile) ours.push(await returns(world.isobar, entries));
  const bare = await world.startBareRecovery();
  const results: Recovery[] = [];
  for (const [n, entries] of meanwhile.entries()) results.push({ clients, entries, byServer: [await returns(bare, entries), ours[n]!] });
  return results;
}

/** What socket.io's adapter writes for an event to a room. */
function entryTo(room: string): string[] {
  const data = { opts: { rooms: [room], except: [], flags: {} }, packet: { type: 2, data: ['response', 'while you were away'], nsp: '/ws' } };
  return ['uid', 'bench', 'nsp', '/ws', 'type', '3', 'data', JSON.stringify(data)];
}
