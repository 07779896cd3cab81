import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { KeptSessions } from './kept-sessions.js';
import { type RawEntry, RecentEntries } from './recent-entries.js';
import { type RealtimeNamespace, type SocketData, type StreamsAdapter } from './socket-server.js';

/**
 * A client can be back before the process that lost it has put its session down, and before this one has read what it was told: it is looked for so
 * often, so many milliseconds apart.
 */
const looks = { most: 4, everyMs: 100 };

/** Whether a lost connection with this data may be taken up again. */
export type MayRecover = (data: SocketData) => boolean;

export interface RecoveryOptions {
  /** Entries that a process keeps. */
  keptEntries: number;
  /** How long a connection may be lost. */
  lifeMs: number;
  mayRecover: MayRecover;
}

/**
 * Recovers lost connections. The adapter by itself would read all that is newer than a client's position for each client, and send it before any
 * middleware can look at the connection.
 */
export class Recovery {
  private readonly recent: RecentEntries;
  private readonly tellEvery: number;
  private untold = 0;
  private sessions: KeptSessions | undefined;

  constructor(private readonly options: RecoveryOptions) {
    this.recent = new RecentEntries(options.keptEntries);
    this.tellEvery = Math.ceil(options.keptEntries / 4);
  }

  /** Keeps and restores sessions in the adapter's stead. */
  serve(adapter: StreamsAdapter, sockets: RealtimeNamespace, redis: Redis): void {
    const sessions = new KeptSessions(redis, sockets, adapter.persistSession.bind(adapter), this.options.lifeMs);
    sessions.begin(adapter);
    this.sessions = sessions;
    // The session alone, of which nothing is newer than the newest.
    const restore = adapter.restoreSession.bind(adapter);
    adapter.restoreSession = async (pid, position) => {
      const session = await patiently(async () => (this.recent.has(position) ? found(restore(pid, this.recent.newest)) : undefined));
      if (!session) throw new Error('There is no such session, or too much has happened since.');
      if (!this.options.mayRecover(session.data as SocketData)) throw new Error('The session is over.');
      sessions.takeOver(session.sid);
      // What comes later the socket hears itself: it is in its rooms before this process reads another entry.
      session.missedPackets = this.recent.missed(session.rooms, position);
      return session;
    };
  }

  end(): void {
    this.sessions?.end();
  }

  /** To be called with the first entry that is read, or read again, after it was {@link note | noted}. */
  async begin(redis: Redis, sockets: RealtimeNamespace): Promise<void> {
    this.tell(sockets);
    await this.recent.fill(redis);
  }

  /** To be called with each entry, once the sockets have it. */
  note(entry: RawEntry, position: string, sockets: RealtimeNamespace): void {
    this.recent.add(entry, position);
    this.untold += 1;
    if (this.untold >= this.tellEvery) this.tell(sockets);
  }

  /** Otherwise a socket that hears nothing would stay where it was, until that is no longer kept. */
  private tell(sockets: RealtimeNamespace): void {
    this.untold = 0;
    sockets.local.emit('position', this.recent.newest);
  }
}

async function patiently<Found>(look: () => Promise<Found | undefined>): Promise<Found | undefined> {
  for (let looked = 1; ; looked++) {
    const result = await look();
    if (result !== undefined || looked === looks.most) return result;
    await sleep(looks.everyMs);
  }
}

/** The adapter refuses with a text what it does not find; an error is Redis' own. */
async function found<Found>(looking: Promise<Found>): Promise<Found | undefined> {
  try {
    return await looking;
  } catch (refusal) {
    if (refusal instanceof Error) throw refusal;
    return undefined;
  }
}
