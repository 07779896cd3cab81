import { setTimeout as sleep } from 'node:timers/promises';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis, RedisOptions } from 'ioredis';
import { connect, failFast, patient } from '../../platform/queue/redis-connection.js';
import { type RealtimeNamespace, type RealtimeServer, type SocketData, namespace } from './socket-server.js';

/** Entries that the stream keeps: so much can happen while a client is away and recovers. */
const keptEntries = 20_000;
/** Nobody is in it. */
const emptyRoom = 'nobody';
const anchorAgainMs = 50;
/** A client can be back before the process that lost it has put its session down: it is looked for so often, so many milliseconds apart. */
const looks = { most: 4, everyMs: 100 };
const bootstrapMs = 1_000;

type StreamsAdapter = ReturnType<ReturnType<typeof createAdapter>>;

interface StreamsOptions {
  onError: (error: Error) => void;
  /** Whether a lost connection with this data may be taken up again. */
  mayRecover?: (data: SocketData) => boolean;
}

/** Joins the processes' socket.io servers through one Redis stream; lost connections are recovered out of it, on any process. */
export class Streams implements OnApplicationBootstrap {
  /** How far this process has read, and passed on, the stream; undefined while it has not read any. */
  position: string | undefined;
  readonly redis: Redis;
  private readonly clients: Redis[] = [];
  private readonly mayRecover: (data: SocketData) => boolean;

  constructor(url: string, { onError, mayRecover = () => true }: StreamsOptions) {
    this.mayRecover = mayRecover;
    this.redis = this.connect(url, failFast, onError);
    // The adapter reads on duplicates in a loop without a pause; one that failed at once would never let go of the event loop.
    this.redis.duplicate = (override) => this.connect(url, { ...patient, ...override }, onError);
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
    for (const name of ['/', namespace]) await server.of(name).adapter.close();
    for (const client of this.clients) client.disconnect();
  }

  /** The adapter, and ioredis as it renews subscriptions, let go of promises: while Redis is away their rejections must not end the process. */
  private connect(url: string, options: RedisOptions, onError: (error: Error) => void): Redis {
    const client = connect(url, options, onError);
    const send = client.sendCommand.bind(client);
    client.sendCommand = (command, stream) => {
      command.promise.catch(() => undefined);
      return send(command, stream);
    };
    this.clients.push(client);
    return client;
  }

  /** Until the first entry comes the adapter reads "from now on", time and again, so that entries slip through in between: it gets one. */
  private anchor(server: RealtimeServer): void {
    if (this.position !== undefined || this.redis.status !== 'ready') return;
    server.of(namespace).to(emptyRoom).emit('response', '');
    setTimeout(() => { this.anchor(server); }, anchorAgainMs).unref();
  }

  private adapter() {
    const create = createAdapter(this.redis, { maxLen: keptEntries });
    const supervise = this.supervise.bind(this);
    // socket.io calls it as a constructor, which an arrow function cannot be.
    return function adapterOf(of: RealtimeNamespace) {
      return supervise(create(of));
    };
  }

  private supervise(adapter: StreamsAdapter): StreamsAdapter {
    const receive = adapter.onRawMessage.bind(adapter);
    adapter.onRawMessage = (message, position) => {
      this.position = position;
      receive(message, position);
    };
    // The adapter sends what was missed as it restores a session, before any middleware can look at it.
    const restore = adapter.restoreSession.bind(adapter);
    adapter.restoreSession = async (pid, position) => {
      const session = await patiently(async () => restore(pid, position));
      if (!this.mayRecover(session.data as SocketData)) throw new Error('The session is over.');
      return session;
    };
    return adapter;
  }
}

/** The adapter refuses with a text what it does not find; an error is Redis' own. */
async function patiently<Found>(look: () => Promise<Found>): Promise<Found> {
  for (let looked = 1; ; looked++) {
    try {
      return await look();
    } catch (refusal) {
      if (refusal instanceof Error || looked === looks.most) throw refusal;
      await sleep(looks.everyMs);
    }
  }
}
