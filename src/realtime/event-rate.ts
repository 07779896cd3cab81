import { TokenBucket } from 'limiter';
import { CodedError } from '../contracts/errors.js';
import type { RealtimeSocket } from './socket-server.js';

/** A socket that was quiet may send so many seconds' worth of events at once. */
const burstSeconds = 10;

/** How many events each socket may send. */
export class EventRate {
  private readonly buckets = new WeakMap<RealtimeSocket, TokenBucket>();

  constructor(private readonly perSecond: number) {}

  /** @throws CodedError RATE_LIMITED */
  take(socket: RealtimeSocket): void {
    if (this.bucketOf(socket).tryRemoveTokens(1)) return;
    throw new CodedError('RATE_LIMITED', `A socket may send ${this.perSecond} events per second.`);
  }

  private bucketOf(socket: RealtimeSocket): TokenBucket {
    const known = this.buckets.get(socket);
    if (known) return known;
    const bucket = new TokenBucket({ bucketSize: burstSeconds * this.perSecond, tokensPerInterval: this.perSecond, interval: 'second' });
    bucket.content = bucket.bucketSize;
    this.buckets.set(socket, bucket);
    return bucket;
  }
}
