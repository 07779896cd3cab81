import { Inject, Injectable } from '@nestjs/common';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { CodedError, RateLimited } from '../../contracts/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { type Connection, type RealtimeServer, type RealtimeSocket } from '../fleet/socket-server.js';
import { visitorOf } from '../visitors.js';

const retryAfterSeconds = 60;
/** How many connections an address may open in a minute and hold, on each process. RATE_LIMIT=off lifts both limits. */
@Injectable()
export class AddressLimits {
  private readonly handshakes: RateLimiterAbstract;
  private readonly open = new Map<string, number>();

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.handshakes = new RateLimiterMemory({ points: config.SOCKET_HANDSHAKES_PER_MINUTE, duration: 60 });
  }

  /** Counts a server's connections. One that never says what it wants is held to twice the limit: nobody is there to be told. */
  watch(server: RealtimeServer): void {
    const leave = this.leave.bind(this);
    // One function for all of them: each weighs on every connection.
    function close(this: Connection) {
      leave(visitorOf(this).address);
    }
    server.engine.on('connection', (connection: Connection) => {
      const { address } = visitorOf(connection);
      const open = (this.open.get(address) ?? 0) + 1;
      this.open.set(address, open);
      connection.on('close', close);
      if (this.applies && open > 2 * this.config.SOCKETS_PER_ADDRESS) connection.close(true);
    });
  }

  /** @throws CodedError TOO_MANY_CONNECTIONS, or RateLimited */
  async admit({ conn }: RealtimeSocket): Promise<void> {
    if (!this.applies) return;
    const { address } = visitorOf(conn);
    if ((this.open.get(address) ?? 0) > this.config.SOCKETS_PER_ADDRESS) {
      throw new CodedError('TOO_MANY_CONNECTIONS', 'Your address has too many connections open.', { retryAfterSeconds });
    }
    try {
      await this.handshakes.consume(address);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new RateLimited('Your address connects too often.', refusal.msBeforeNext / 1000);
    }
  }

  private get applies(): boolean {
    return this.config.RATE_LIMIT === 'on';
  }

  private leave(address: string): void {
    const open = (this.open.get(address) ?? 1) - 1;
    if (open > 0) this.open.set(address, open);
    else this.open.delete(address);
  }
}
