import { machine } from '../machine.js';
import type { Options } from '../options.js';
import { medianBy } from '../statistics.js';
import { ms, table } from '../table.js';
import type { Broadcast } from './broadcast.js';
import type { Idle } from './idle.js';
import type { Messages } from './messages.js';
import { type Recovery, giveUpSeconds } from './recovery.js';
import { type Beside, type SlowReaders, roundsOf } from './slow-readers.js';

const goals = {
  /** Of the processor time that bare socket.io takes for a message. */
  cpu: 1.4,
  /** Of others' p99 while everybody reads. */
  others: 1.2,
  /** Bytes of heap for an idle client. */
  heap: 10_000,
  /** How far the heap may be from where it was when all clients have left. */
  back: 0.05,
};

export interface Found {
  messages: Messages[];
  slowReaders: SlowReaders;
  recoveries: Recovery[];
  idle: Idle[];
  broadcasts: Broadcast[];
}

export function report(found: Found, options: Options): string {
  return [
    ...messagesPage(found.messages, options),
    '',
    ...slowReadersPage(found.slowReaders, options),
    '',
    ...recoveryPage(found.recoveries),
    '',
    ...idlePage(found.idle, options),
    '',
    ...broadcastPage(found.broadcasts, options),
    '',
    machine(),
  ].join('\n');
}

function messagesPage(messages: Messages[], { connections, rounds }: Options): string[] {
  const rows = messages.flatMap(({ text, byServer }) => byServer.map(({ server, measured, ratio }, n) => {
    const share = server === 'Isobar' ? `**${ratio.toFixed(2)}**, ${judged(ratio <= goals.cpu)} (goal ${goals.cpu})` : ratio.toFixed(2);
    return [
      n === 0 ? text : '',
      server,
      Math.round(measured.messagesPerSecond),
      measured.cpuPerMessage.toFixed(1),
      `${Math.round(measured.clientsBusy * 100)} %`,
      share,
    ];
  }));
  return [
    '**Messages**',
    '',
    table(['text', 'server', 'messages/s:', 'CPU µs/message:', 'clients busy:', "of socket.io's CPU"], rows),
    '',
    `Each message is answered twice, with the text in capitals: by \`response\` and the acknowledgement; by two frames of bare ws. ${connections} clients keep one`,
    `message in flight each; medians of ${rounds} rounds of three seconds, the servers in turn second by second, the ratio within each round. socket.io is the same`,
    'version with nothing around it; Isobar parses, counts every limit, and says where in the Redis stream a client stands, so that it can recover. The',
    'clients are bare WebSockets in one process on the same machine, which are busy for so much of one processor.',
  ];
}

function slowReadersPage({ talkers, others, reading, silent, ratio }: SlowReaders, options: Options): string[] {
  const row = (name: string, { p50, p99, cuts }: Beside) => [name, ms(p50), ms(p99), cuts];
  return [
    '**Beside slow readers**',
    '',
    table([`${talkers} who say much`, "others' p50 ms:", "others' p99 ms:", 'cut off:'], [row('and read the answers', reading), row('and do not', silent)]),
    '',
    `The others' p99 is **${ratio.toFixed(2)}** of what it is when all read, **${judged(ratio <= goals.others)}** (goal ${goals.others}).`,
    '',
    `Each of the ${talkers} says 8 kB fifty times a second, is cut off when more than 1 MiB waits for it, and comes back at once. The ${others} others say a word every`,
    `20 ms. The round in the middle of ${roundsOf(options)}.`,
  ];
}

function recoveryPage(recoveries: Recovery[]): string[] {
  const rows = recoveries.map(({ clients, entries, byServer }) => [
    entries,
    ...byServer.flatMap(({ recovered, seconds }) => [`${recovered} of ${clients}`, seconds.toFixed(1)]),
  ]);
  return [
    '**Lost connections that come back together**',
    '',
    table(['events meanwhile:', 'socket.io recovered:', 's:', 'Isobar recovered:', 's:'], rows),
    '',
    'All clients of one process lose their connections, each is told one thing, and so many other events go through the Redis stream; then all connect at once. Recovered',
    `is who has its connection back with what it missed; s: until the last knew, of ${giveUpSeconds} at most. socket.io is its own recovery with the same adapter, which keeps as much, and nothing else.`,
  ];
}

function idlePage(idle: Idle[], { clients: wanted }: Options): string[] {
  const rows = idle.flatMap(({ server, before, waves }) => [
    [server, 'before', megabytes(before.heap), '', '', megabytes(before.rss), ''],
    ...waves.flatMap(({ connected, left }, wave) => {
      const since = waves[wave - 1]?.left ?? before;
      const each = (memory: 'heap' | 'rss') => ((connected[memory] - since[memory]) / idle[0]!.clients / 1000).toFixed(1);
      return [
        ['', `wave ${wave + 1}`, megabytes(connected.heap), each('heap'), '', megabytes(connected.rss), each('rss')],
        ['', 'they left', megabytes(left.heap), '', percent(left.heap / before.heap - 1), megabytes(left.rss), ''],
      ];
    }),
  ]);
  const ours = idle.at(-1)!;
  const { clients, before, waves } = ours;
  const perClient = medianBy(waves.map(({ connected }, wave) => (connected.heap - (waves[wave - 1]?.left ?? before).heap) / clients), (bytes) => bytes);
  const away = Math.max(...waves.map(({ left }) => Math.abs(left.heap / before.heap - 1)));
  const growth = waves.at(-1)!.left.heap / waves[0]!.left.heap - 1;
  return [
    '**Idle clients**',
    '',
    ...(clients < wanted ? [`The limit of open files allowed ${clients} clients instead of ${wanted}.`, ''] : []),
    table(['server', '', 'heap MB:', 'kB/client:', 'against before:', 'RSS MB:', 'kB/client:'], rows),
    '',
    `Isobar: ${(perClient / 1000).toFixed(1)} kB of heap for each client, **${judged(perClient <= goals.heap)}** (goal ${goals.heap / 1000}); at most ${percent(away)} away from before once they have left,`,
    `**${judged(away <= goals.back)}** (goal ${goals.back * 100} %); after the last wave ${percent(growth)} against after the first.`,
    '',
    `${clients} anonymous clients of one process over WebSocket. Both servers have answered the messages above before. Heap: what is used after collecting`,
    'garbage. RSS holds besides what the sockets take outside of the heap, and what the process has not given back to the machine.',
  ];
}

function broadcastPage(broadcasts: Broadcast[], { rounds }: Options): string[] {
  return [
    '**One weather update to everybody**',
    '',
    table(
      ['clients:', 'to the first ms:', 'to half of them ms:', 'to the last ms:', 'from the first to the last ms:'],
      broadcasts.map(({ clients, first, half, last }) => [clients, ms(first), ms(half), ms(last), ms(last - first)]),
    ),
    '',
    `Since the stand-in for Open-Meteo told the worker another temperature: it goes on through Redis to one API process, whose clients all watch the`,
    `city. Median of ${rounds} changes. Each client was told each change once; else there would be no table. The clients are in one process, beside the servers.`,
  ];
}

function judged(met: boolean): string {
  return met ? 'met' : 'missed';
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function percent(share: number): string {
  return `${share < 0 ? '−' : '+'}${(Math.abs(share) * 100).toFixed(1)} %`;
}
