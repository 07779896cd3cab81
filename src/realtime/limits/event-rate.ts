import { Inject, Injectable } from '@nestjs/common';
import { TokenBucket } from 'limiter';
import { CodedError } from '../../contracts/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { type RealtimeSocket, cutOff } from '../fleet/socket-server.js';

/** A socket that was quiet may send so many seconds' worth of events at once, and as many again are refused one by one. */
const burstSeconds = 10;

interface Standing {
  bucket: TokenBucket;
  /** Refused since the last that was allowed. */
  refused: number;
}

/** How many events each socket may send; RATE_LIMIT=off lifts the limit. */
@Injectable()
export class EventRate {
  private readonly standings = new WeakMap<RealtimeSocket, Standing>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Who goes on sending regardless is cut off: refusing costs nearly as much as answering, and everybody else would wait for it.
   * @throws CodedError RATE_LIMITED
   */
  take(socket: RealtimeSocket): void {
    if (this.config.RATE_LIMIT === 'off') return;
    const standing = this.standingOf(socket);
    if (standing.bucket.tryRemoveTokens(1)) {
      standing.refused = 0;
      return;
    }
    standing.refused += 1;
    if (standing.refused > standing.bucket.bucketSize) cutOff(socket.conn);
    throw new CodedError('RATE_LIMITED', `A socket may send ${this.config.SOCKET_EVENTS_PER_SECOND} events per second.`);
  }

  private standingOf(socket: RealtimeSocket): Standing {
    const known = this.standings.get(socket);
    if (known) return known;
    const perSecond = this.config.SOCKET_EVENTS_PER_SECOND;
    const bucket = new TokenBucket({ bucketSize: burstSeconds * perSecond, tokensPerInterval: perSecond, interval: 'second' });
    bucket.content = bucket.bucketSize;
    const standing = { bucket, refused: 0 };
    this.standings.set(socket, standing);
    return standing;
  }
}
