import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { loopback } from '../../src/platform/embedded/free-port.js';

/** Relays each connection to one of the processes that are alive, at random, and can cut it. */
export class Balancer {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly server: Server;

  private constructor(private readonly targets: () => string[]) {
    this.server = createServer({ noDelay: true }, (inbound) => {
      inbound.on('error', () => undefined);
      this.serve(inbound).catch(() => inbound.destroy());
    });
  }

  /** `targets` are the URLs of the processes, dead or alive. */
  static async start(targets: () => string[]): Promise<Balancer> {
    const balancer = new Balancer(targets);
    balancer.server.listen(0, loopback);
    await once(balancer.server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://${loopback}:${(this.server.address() as AddressInfo).port}`;
  }

  get connections(): number {
    return this.pairs.size;
  }

  /** Cuts one connection at random, both halves at once and without a word. */
  cut(): void {
    const pair = [...this.pairs][Math.floor(Math.random() * this.pairs.size)];
    pair?.forEach((half) => half.resetAndDestroy());
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const pair of this.pairs) pair.forEach((half) => half.destroy());
    await closed;
  }

  private async serve(inbound: Socket): Promise<void> {
    const outbound = await this.dial();
    if (!outbound || inbound.destroyed) {
      inbound.destroy();
      outbound?.destroy();
      return;
    }
    const pair = [inbound, outbound] as const;
    this.pairs.add(pair);
    for (const half of pair) {
      half.on('close', () => {
        this.pairs.delete(pair);
        pair.forEach((other) => other.destroy());
      });
    }
    inbound.pipe(outbound).pipe(inbound);
  }

  private async dial(): Promise<Socket | undefined> {
    const targets = this.targets();
    const first = Math.floor(Math.random() * targets.length);
    for (const target of [...targets.slice(first), ...targets.slice(0, first)]) {
      const outbound = connect({ host: loopback, port: Number(new URL(target).port), noDelay: true });
      try {
        await once(outbound, 'connect');
        outbound.on('error', () => undefined);
        return outbound;
      } catch {
        // Killed a moment ago: the next one may live.
      }
    }
    return undefined;
  }
}
