import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** Stands between the service and a server; can let connections die without a word, as firewalls and failovers do. */
export class TcpProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly silenced = new WeakSet<readonly [Socket, Socket]>();
  private server: Server | undefined;
  private port = 0;
  private frozen = false;

  constructor(private readonly target: () => string) {}

  /** The proxy's own address, as HTTP clients have it. */
  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The target's URL, by way of the proxy. */
  get url(): string {
    const url = new URL(this.target());
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  async start(): Promise<void> {
    this.server = createServer((inbound) => { this.join(inbound); }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Ends the connections that exist, at both ends; new ones work. */
  cutConnections(): void {
    for (const pair of this.pairs) pair.forEach((socket) => socket.destroy());
  }

  /** From now on nothing passes through the connections that exist, not even their end; neither side is told. New ones work. */
  silenceConnections(): number {
    for (const pair of this.pairs) {
      this.silenced.add(pair);
      const [inbound, outbound] = pair;
      inbound.unpipe(outbound).resume();
      outbound.unpipe(inbound).resume();
    }
    return this.pairs.size;
  }

  /** From now on nothing passes, and new connections are taken and told nothing, as by a target that is frozen. */
  freeze(): void {
    this.frozen = true;
    this.silenceConnections();
  }

  /** Lets the target know that connections which were silenced are no more. */
  endSilencedConnections(): void {
    for (const pair of this.pairs) if (this.silenced.has(pair)) pair[1].destroy();
  }

  /** From now on nothing is read from the target: what it sends piles up there. */
  stopReading(): void {
    for (const [inbound, outbound] of this.pairs) outbound.unpipe(inbound).pause();
  }

  async stop(): Promise<void> {
    this.cutConnections();
    this.server?.close();
    if (this.server) await once(this.server, 'close');
    this.server = undefined;
  }

  private join(inbound: Socket): void {
    const { hostname, port } = new URL(this.target());
    const outbound = connect(Number(port), hostname);
    const pair = [inbound, outbound] as const;
    this.pairs.add(pair);
    if (this.frozen) this.silenced.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (!this.silenced.has(pair)) pair.forEach((side) => side.destroy());
        if (pair.every((side) => side.destroyed)) this.pairs.delete(pair);
      });
    }
    if (!this.frozen) inbound.pipe(outbound).pipe(inbound);
  }
}
