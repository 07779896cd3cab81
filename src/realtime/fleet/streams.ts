import { setTimeout as sleep } from 'node:timers/promises';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis, RedisOptions } from 'ioredis';
import type { Logger } from '../../platform/observability/logger.js';
import { connectLogged, failFast, lenient, patient } from '../../platform/redis/redis-connection.js';
import { Recovery, type RecoveryOptions } from './recovery.js';
import { type RealtimeNamespace, type RealtimeServer, type StreamsAdapter, namespace } from './socket-server.js';

/** Nobody is in it. */
const emptyRoom = 'nobody';
const anchorAgainMs = 50;
const bootstrapMs = 1_000;

interface StreamsOptions {
  logger: Logger;
  /** Whose connections they are, for the log. */
  of: string;
  /** Entries that the stream keeps, and a process that recovers connections too: so much can happen while a client is away. */
  keptEntries: number;
  /** For a process that takes connections. */
  recovery?: Omit<RecoveryOptions, 'keptEntries'>;
}

/** Joins the processes' socket.io servers through one Redis stream; lost connections are recovered out of it, on any process. */
export class Streams implements OnApplicationBootstrap {
  /** How far this process has read, and passed on, the stream; undefined while it has not read any. */
  position: string | undefined;
  readonly redis: Redis;
  private readonly clients: Redis[] = [];
  private readonly recovery: Recovery | undefined;

  constructor(url: string, private readonly options: StreamsOptions) {
    const { logger, of, keptEntries, recovery } = options;
    this.recovery = recovery && new Recovery({ keptEntries, ...recovery });
    const open = (as: RedisOptions, level: 'info' | 'debug') => {
      const client = lenient(connectLogged(url, as, logger, of, level));
      this.clients.push(client);
      return client;
    };
    this.redis = open(failFast, 'info');
    // The adapter reads on duplicates in a loop without a pause; one that failed at once would never let go of the event loop.
    this.redis.duplicate = (override) => open({ ...patient, ...override }, 'debug');
  }

  /** Serves a socket.io server. */
  join(server: RealtimeServer): void {
    server.adapter(this.adapter());
    const begin = () => {
      this.position = undefined;
      this.anchor(server);
    };
    this.redis.on('ready', begin);
    if (this.redis.status === 'ready') begin();
  }

  /** Waits a moment for the first entry, so that the first connections can be recovered too. */
  async onApplicationBootstrap(): Promise<void> {
    for (let tries = 0; this.position === undefined && tries < bootstrapMs / anchorAgainMs; tries++) await sleep(anchorAgainMs);
  }

  async close(server: RealtimeServer): Promise<void> {
    this.recovery?.end();
    for (const name of ['/', namespace]) await server.of(name).adapter.close();
    for (const client of this.clients) client.disconnect();
  }

  /** Until the first entry comes the adapter reads "from now on", time and again, so that entries slip through in between: it gets one. */
  private anchor(server: RealtimeServer): void {
    if (this.position !== undefined || this.redis.status !== 'ready') return;
    server.of(namespace).to(emptyRoom).emit('response', '');
    setTimeout(() => { this.anchor(server); }, anchorAgainMs).unref();
  }

  private adapter() {
    const create = createAdapter(this.redis, { maxLen: this.options.keptEntries });
    const supervise = this.supervise.bind(this);
    // socket.io calls it as a constructor, which an arrow function cannot be.
    return function adapterOf(of: RealtimeNamespace) {
      return supervise(create(of), of);
    };
  }

  private supervise(adapter: StreamsAdapter, sockets: RealtimeNamespace): StreamsAdapter {
    const recovery = sockets.name === namespace ? this.recovery : undefined;
    const receive = adapter.onRawMessage.bind(adapter);
    adapter.onRawMessage = (entry, position) => {
      const isFirst = this.position === undefined;
      this.position = position;
      receive(entry, position);
      recovery?.note(entry, position, sockets);
      if (!isFirst) return;
      recovery?.begin(this.redis, sockets).catch((error: unknown) => {
        this.options.logger.warn({ err: error }, 'earlier events of the sockets could not be read');
      });
    };
    recovery?.serve(adapter, sockets, this.redis);
    return adapter;
  }
}
