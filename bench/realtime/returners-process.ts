import { setTimeout as sleep } from 'node:timers/promises';
import { type Socket, io } from 'socket.io-client';
import { answer } from '../processes/answers.js';
import { inLanes } from './lanes.js';
import { type Return, giveUpSeconds } from './recovery.js';

/** Clients that lose their connections all together, and come back all together. */
const atOnce = 50;
/** Milliseconds. */
const giveUpAfter = giveUpSeconds * 1000;
const settle = 500;

let all: Socket[] = [];

answer({
  /** Returns their ids. */
  connect: async ({ url, count }: { url: string; count: number }): Promise<string[]> => {
    all = Array.from({ length: count }, () =>
      io(`${url}/ws`, { transports: ['websocket'], forceNew: true, reconnection: false, autoConnect: false, timeout: giveUpAfter }),
    );
    await inLanes(all, atOnce, async (socket) => {
      const ready = new Promise((resolve) => socket.once('ready', resolve));
      socket.connect();
      await ready;
    });
    return all.map(({ id = '' }) => id);
  },
  lose: async () => {
    for (const socket of all) socket.io.engine.close();
    await sleep(settle);
  },
  comeBack: async (): Promise<Return> => {
    const since = performance.now();
    const recovered = all.map(async (socket) => new Promise<boolean>((resolve) => {
      socket.once('response', () => { resolve(socket.recovered); });
      socket.once('connect', () => { if (!socket.recovered) resolve(false); });
      socket.once('connect_error', () => { resolve(false); });
      setTimeout(resolve, giveUpAfter, false);
      socket.connect();
    }));
    const count = (await Promise.all(recovered)).filter((it) => it).length;
    return { recovered: count, seconds: (performance.now() - since) / 1000 };
  },
  leave: async () => {
    for (const socket of all) socket.removeAllListeners().disconnect();
    await sleep(settle);
  },
});
process.send?.('ready');
