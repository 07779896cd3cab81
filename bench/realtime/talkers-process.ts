import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { answer } from '../processes/answers.js';

/** Clients who say much, and read the answers or do not. */
export interface Talkers {
  url: string;
  count: number;
  reading: boolean;
}

/** What each says, and how often; two answers of this size come back each time. */
const text = 'The quick brown fox leaps over lazy dogs'.repeat(200);
const everyMs = 20;
const backAfterMs = 200;

let over = new AbortController();
let all: Promise<number>[] = [];

/** Talks until it is over, coming back each time the server cuts it off; returns how often that was. */
async function talk({ url, reading }: Talkers, { signal }: AbortController): Promise<number> {
  for (let cuts = 0; ; cuts++) {
    await connection(url, reading, signal);
    if (signal.aborted) return cuts;
    await sleep(backAfterMs);
  }
}

async function connection(url: string, reading: boolean, signal: AbortSignal): Promise<void> {
  const socket = new WebSocket(`${url}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const leave = () => { socket.terminate(); };
  signal.addEventListener('abort', leave);
  socket.on('error', () => undefined);
  socket.once('open', () => {
    socket.send('40/ws,');
    if (!reading) socket.pause();
  });
  const timer = setInterval(() => {
    if (socket.readyState === WebSocket.OPEN) socket.send(`42/ws,1${JSON.stringify(['message', text])}`, () => undefined);
  }, everyMs);
  await closed;
  clearInterval(timer);
  signal.removeEventListener('abort', leave);
}

answer({
  begin: (talkers: Talkers) => {
    over = new AbortController();
    all = Array.from({ length: talkers.count }, async () => talk(talkers, over));
  },
  /** Returns how often the server has cut one off. */
  end: async () => {
    over.abort();
    return (await Promise.all(all)).reduce((sum, cuts) => sum + cuts, 0);
  },
});
process.send?.('ready');
