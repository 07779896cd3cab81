import { Inject, Injectable } from '@nestjs/common';
import { TokenBucket } from 'limiter';
import { RateLimited } from '../../contracts/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { type Connection, type RealtimeServer, type RealtimeSocket, cutOff } from '../fleet/socket-server.js';
import { visitorOf } from '../visitors.js';

/** How socket.io's packets begin that ask to be let in. */
const connectType = '0';

interface Standing {
  events: TokenBucket;
  /** Goes below zero: a packet has come before its size is known. */
  bytes: TokenBucket;
  /** As often as events are allowed, so often they may be refused. */
  refusals: TokenBucket;
}

/**
 * How much each connection may send. Who goes on sending what is refused is cut off: refusing costs nearly as much as answering, and
 * everybody else would wait for it. RATE_LIMIT=off lifts the limits.
 */
@Injectable()
export class SendingRate {
  private readonly standings = new WeakMap<Connection, Standing>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Weighs what a server's connections send. */
  watch({ engine }: RealtimeServer): void {
    if (!this.applies) return;
    const weigh = this.weigh.bind(this);
    // One function for all of them: each weighs on every connection.
    function packet(this: Connection, { data }: { data?: string | Buffer }) {
      if (data) weigh(this, data);
    }
    engine.on('connection', (connection: Connection) => { connection.on('packet', packet); });
  }

  /** @throws RateLimited */
  take({ conn }: RealtimeSocket): void {
    if (!this.applies) return;
    const standing = this.standingOf(conn);
    if (!standing.bytes.tryRemoveTokens(0)) throw refusal(`${this.config.SOCKET_KIB_PER_SECOND} KiB`, standing.bytes.getWaitTime(0));
    if (standing.events.tryRemoveTokens(1)) return;
    if (!standing.refusals.tryRemoveTokens(1)) cutOff(conn);
    throw refusal(`${this.config.SOCKET_EVENTS_PER_SECOND} events`, standing.events.getWaitTime(1));
  }

  private weigh(connection: Connection, data: string | Buffer): void {
    if (typeof data === 'string' && data.startsWith(connectType)) {
      const visitor = visitorOf(connection);
      visitor.asked += 1;
      // Each time its session is looked for in Redis.
      if (visitor.asked > this.config.SOCKET_ATTEMPTS) cutOff(connection);
      return;
    }
    const { bytes } = this.standingOf(connection);
    bytes.drip();
    bytes.content -= Buffer.byteLength(data);
    if (bytes.content < -bytes.bucketSize) cutOff(connection);
  }

  private standingOf(connection: Connection): Standing {
    const known = this.standings.get(connection);
    if (known) return known;
    const { SOCKET_EVENTS_PER_SECOND, SOCKET_EVENTS_AT_ONCE, SOCKET_KIB_PER_SECOND, SOCKET_KIB_AT_ONCE } = this.config;
    const standing = {
      events: fullBucket(SOCKET_EVENTS_PER_SECOND, SOCKET_EVENTS_AT_ONCE),
      refusals: fullBucket(SOCKET_EVENTS_PER_SECOND, SOCKET_EVENTS_AT_ONCE),
      bytes: fullBucket(1024 * SOCKET_KIB_PER_SECOND, 1024 * SOCKET_KIB_AT_ONCE),
    };
    this.standings.set(connection, standing);
    return standing;
  }

  private get applies(): boolean {
    return this.config.RATE_LIMIT === 'on';
  }
}

function fullBucket(perSecond: number, bucketSize: number): TokenBucket {
  const bucket = new TokenBucket({ bucketSize, tokensPerInterval: perSecond, interval: 'second' });
  bucket.content = bucketSize;
  return bucket;
}

function refusal(allowed: string, waitMs: number): RateLimited {
  return new RateLimited(`A socket may send ${allowed} per second.`, waitMs / 1000);
}
