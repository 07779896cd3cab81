import type { Redis } from 'ioredis';
import { namespace } from './socket-server.js';

/** The adapter's name for its stream. */
const stream = 'socket.io';
/** The adapter's type of what is emitted to sockets. */
const broadcast = '3';
const pageEntries = 500;

/** An entry of the stream as the adapter writes it. */
export interface RawEntry {
  nsp?: string;
  type?: string;
  /** To whom, and what: JSON, or what is binary in base64, which we do not emit. */
  data?: string;
}

interface Broadcast {
  opts: { rooms: string[]; except: string[] };
  packet: { data: unknown[] };
}

interface Entry {
  position: string;
  rooms: string[];
  except: string[];
  text: string;
}

/** What was emitted lately, as the stream has it, without gaps: lost connections are recovered out of it, many at once. */
export class RecentEntries {
  private entries: Entry[] = [];

  constructor(private readonly most: number) {}

  /** The position of the newest; empty when there is none. */
  get newest(): string {
    return this.entries.at(-1)?.position ?? '';
  }

  has(position: string): boolean {
    return this.indexOf(position) >= 0;
  }

  add(raw: RawEntry, position: string): void {
    const entry = entryOf(raw, position);
    if (entry) this.entries.push(entry);
    // In steps, because each moves all that stay.
    if (this.entries.length > this.most + pageEntries) this.entries.splice(0, pageEntries);
  }

  /** Reads what went before the first that was added. */
  async fill(redis: Redis): Promise<void> {
    let [first] = this.entries;
    while (first && this.entries.length < this.most) {
      const page = await redis.xrevrange(stream, `(${first.position}`, '-', 'COUNT', pageEntries);
      const older = page.map(([position, fields]) => entryOf(recordOf(fields), position)).filter((entry) => entry !== undefined);
      if (older.length === 0 || this.entries[0] !== first) return;
      this.entries.unshift(...older.reverse());
      [first] = this.entries;
    }
  }

  /** The packets to any of `rooms` after a position that is {@link has | kept}, each with its own position at the end. */
  missed(rooms: string[], after: string): unknown[][] {
    const joined = new Set(rooms);
    const isIn = (room: string) => joined.has(room);
    return this.entries
      .slice(this.indexOf(after) + 1)
      .filter(({ rooms: to, except }) => (to.length === 0 || to.some(isIn)) && !except.some(isIn))
      .map(({ text, position }) => [...(JSON.parse(text) as Broadcast).packet.data, position]);
  }

  private indexOf(position: string): number {
    return this.entries.findLastIndex((entry) => entry.position === position);
  }
}

function entryOf({ nsp, type, data: text }: RawEntry, position: string): Entry | undefined {
  if (nsp !== namespace || type !== broadcast || !text?.startsWith('{')) return undefined;
  const { rooms, except } = (JSON.parse(text) as Broadcast).opts;
  return { position, rooms, except, text };
}

/** Redis answers with names and values in turn. */
function recordOf(fields: string[]): Record<string, string> {
  return Object.fromEntries(fields.flatMap((name, at) => (at % 2 === 0 ? [[name, fields[at + 1] ?? '']] : [])));
}
