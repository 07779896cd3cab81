import { setTimeout as sleep } from 'node:timers/promises';
import { answer } from '../processes/answers.js';
import { now } from '../processes/clock.js';
import { Times } from '../statistics.js';
import type { Arrivals, Crowd, Talk, Waits } from './clients.js';
import { BareConnection } from './connection.js';
import { inLanes } from './lanes.js';
import { SocketIoConnection } from './socket-io-connection.js';

/** All clients of the bench; the server whose clients they are alone has work. */
const atOnce = 200;
const giveUpAfterMs = 15_000;
/** Milliseconds for an update that comes once too often. */
const grace = 300;

let bare: BareConnection[] = [];
let socketIo: SocketIoConnection[] = [];
let subscribed = 0;
let mark = Buffer.from('');
let arrivals: number[] = [];
let strays = 0;
let onArrival: () => void = () => undefined;

function noteUpdates(): (frame: Buffer) => void {
  let noted: Buffer | undefined;
  return (frame) => {
    if (noted === mark || !frame.includes(mark)) {
      strays += 1;
      return;
    }
    noted = mark;
    arrivals.push(now());
    onArrival();
  };
}

answer({
  connect: async ({ url, dialect, count }: Crowd) => {
    const range = Array.from({ length: count });
    if (dialect === 'ws') await inLanes(range, atOnce, async () => { bare.push(await BareConnection.open(url)); });
    else await inLanes(range, atOnce, async () => { socketIo.push(await SocketIoConnection.open(url)); });
  },
  talk: async ({ text, milliseconds }: Talk) => {
    const each = await Promise.all([...bare, ...socketIo].map(async (connection) => connection.talk(text, milliseconds)));
    return each.reduce((sum, one) => sum + one, 0);
  },
  probe: async (milliseconds: number): Promise<Waits> => {
    const times = Times.of((await Promise.all(socketIo.map(async (connection) => connection.probe(milliseconds)))).flat());
    return { p50: times.percentile(50), p99: times.percentile(99) };
  },
  subscribe: async (city: string) => {
    const newcomers = socketIo.slice(subscribed);
    await inLanes(newcomers, atOnce, async (connection) => connection.subscribe(city, noteUpdates()));
    subscribed = socketIo.length;
  },
  expect: (text: string) => {
    mark = Buffer.from(text);
    arrivals = [];
  },
  arrived: async (count: number): Promise<Arrivals> => {
    if (arrivals.length < count) {
      await new Promise<void>((resolve) => {
        const giveUp = setTimeout(resolve, giveUpAfterMs);
        onArrival = () => {
          if (arrivals.length < count) return;
          clearTimeout(giveUp);
          resolve();
        };
      });
      onArrival = () => undefined;
    }
    await sleep(grace);
    return { times: arrivals, strays };
  },
  leave: async () => {
    await inLanes([...bare, ...socketIo], atOnce, async (connection) => connection.leave());
    [bare, socketIo, subscribed] = [[], [], 0];
  },
});
process.send?.('ready');
