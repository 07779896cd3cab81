import { barChart } from '../charts.js';
import type { Found } from './report.js';
import type { Measurement } from './messages.js';
import { giveUpSeconds } from './recovery.js';
import type { Beside } from './slow-readers.js';

const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;

const percentiles = ({ p50, p99 }: Beside) => [p50, p99].map((milliseconds) => Math.round(milliseconds * 100) / 100);

/** A chart of each question: what a message takes, who waits beside slow readers, who is recovered, what idle clients take, and how soon all are told. */
export function charts({ messages, slowReaders, recoveries, idle, broadcasts }: Found): Record<string, string> {
  const servers = messages[0]!.byServer.map(({ server }) => server);
  const compare = (title: string, figure: (measured: Measurement) => number) =>
    barChart(title, messages.map(({ text }) => text), servers.map((name) => ({
      name,
      data: messages.map(({ byServer }) => Math.round(figure(byServer.find(({ server }) => server === name)!.measured))),
    })));
  const moments = ['before', ...idle[0]!.waves.flatMap((_, wave) => [`wave ${wave + 1}`, 'they left'])];
  const memory = idle.map(({ server, before, waves }) => ({ name: server, all: [before, ...waves.flatMap(({ connected, left }) => [connected, left])] }));
  return {
    'realtime-messages.svg': compare('Messages per second', ({ messagesPerSecond }) => messagesPerSecond),
    'realtime-cpu.svg': compare('Processor time per message, µs', ({ cpuPerMessage }) => cpuPerMessage),
    'realtime-slow-readers.svg': barChart(
      `Waiting for an answer beside ${slowReaders.talkers} who say much, ms`,
      ['p50', 'p99'],
      [
        { name: 'and read', data: percentiles(slowReaders.reading) },
        { name: 'and do not', data: percentiles(slowReaders.silent) },
      ],
    ),
    'realtime-recovery.svg': barChart(
      `Seconds until ${recoveries[0]!.clients} clients that come back together are recovered, ${giveUpSeconds}: not all were`,
      recoveries.map(({ entries }) => `after ${entries} events`),
      recoveries[0]!.byServer.map(({ server }, n) => ({
        name: server,
        data: recoveries.map(({ clients, byServer }) => {
          const { recovered, seconds } = byServer[n]!;
          return recovered < clients ? giveUpSeconds : Math.round(seconds * 10) / 10;
        }),
      })),
    ),
    'realtime-heap.svg': barChart(
      `Heap with ${idle[0]!.clients} idle clients, MB`,
      moments,
      memory.map(({ name, all }) => ({ name, data: all.map(({ heap }) => megabytes(heap)) })),
    ),
    'realtime-rss.svg': barChart(
      `Resident memory with ${idle[0]!.clients} idle clients, MB`,
      moments,
      memory.map(({ name, all }) => ({ name, data: all.map(({ rss }) => megabytes(rss)) })),
    ),
    'realtime-broadcast.svg': barChart(
      'A weather update: until clients are told, ms',
      broadcasts.map(({ clients }) => `${clients} clients`),
      [
        { name: 'the first', data: broadcasts.map(({ first }) => Math.round(first)) },
        { name: 'half of them', data: broadcasts.map(({ half }) => Math.round(half)) },
        { name: 'the last', data: broadcasts.map(({ last }) => Math.round(last)) },
      ],
    ),
  };
}
