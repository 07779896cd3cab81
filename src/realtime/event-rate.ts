import { Inject, Injectable } from '@nestjs/common';
import { TokenBucket } from 'limiter';
import { CodedError } from '../contracts/errors.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { RealtimeSocket } from './socket-server.js';

/** A socket that was quiet may send so many seconds' worth of events at once. */
const burstSeconds = 10;

/** How many events each socket may send; RATE_LIMIT=off lifts the limit. */
@Injectable()
export class EventRate {
  private readonly buckets = new WeakMap<RealtimeSocket, TokenBucket>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @throws CodedError RATE_LIMITED */
  take(socket: RealtimeSocket): void {
    if (this.config.RATE_LIMIT === 'off' || this.bucketOf(socket).tryRemoveTokens(1)) return;
    throw new CodedError('RATE_LIMITED', `A socket may send ${this.config.SOCKET_EVENTS_PER_SECOND} events per second.`);
  }

  private bucketOf(socket: RealtimeSocket): TokenBucket {
    const known = this.buckets.get(socket);
    if (known) return known;
    const perSecond = this.config.SOCKET_EVENTS_PER_SECOND;
    const bucket = new TokenBucket({ bucketSize: burstSeconds * perSecond, tokensPerInterval: perSecond, interval: 'second' });
    bucket.content = bucket.bucketSize;
    this.buckets.set(socket, bucket);
    return bucket;
  }
}
