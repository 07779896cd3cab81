import { once } from 'node:events';
import { WebSocket } from 'ws';
import { within } from './deadline.js';

/** `refused` by a packet that says why; `silent` when the connection went on without a word about it. */
export type Outcome = 'answered' | 'refused' | 'closed' | 'silent';

const outcomeWithinMs = 5_000;
/** Above the ids of whatever frames are sent. */
const firstProbe = 10_000_000_000;
/**
 * Those to which socket.io gives an answer if it keeps the connection: asking a namespace to be let in, and an event with an id. Number('') is the
 * type of asking.
 */
const wantsAnswer = /^4(?:0|\s|$)|^42\/ws,\d+(?:\[|$)/;
const refusal = /^44|^43\/ws,\d+\[\{"ok":false/;
const answer = /^4[0346]/;

/** A connection in the namespace of events that sends frames as they are, good or bad. */
export class RawSocket {
  private readonly heard: string[] = [];
  private probes = firstProbe;
  private tell: () => void = () => undefined;

  private constructor(private readonly connection: WebSocket) {
    connection.on('error', () => undefined);
    connection.on('close', () => { this.tell(); });
    connection.on('message', (data: Buffer) => {
      const packet = data.toString();
      if (packet === '2') connection.send('3');
      this.heard.push(packet);
      this.tell();
    });
  }

  static async open({ url }: { url: string }): Promise<RawSocket> {
    const connection = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    const socket = new RawSocket(connection);
    await once(connection, 'open');
    connection.send('40/ws,');
    await socket.until(() => socket.hears('42/ws,["ready"'), 'being let in');
    return socket;
  }

  get closed(): boolean {
    return this.connection.readyState === WebSocket.CLOSED;
  }

  /** Says what comes of a frame. An event is sent behind it, which is answered if the connection lives. */
  async say(frame: string | Buffer): Promise<Outcome> {
    const owed = typeof frame === 'string' && wantsAnswer.test(frame);
    const what = `what comes of ${JSON.stringify(frame.toString()).slice(0, 500)}`;
    this.heard.length = 0;
    this.connection.send(frame);
    let alive = this.probe();
    await this.until(() => this.closed || (this.hears(alive) && (!owed || this.answers().length > 0)), what);
    const [first] = this.answers();
    if (first !== undefined) return refusal.test(first) ? 'refused' : 'answered';
    // Who leaves the namespace is still answered what came together with that.
    alive = this.probe();
    await this.until(() => this.closed || this.hears(alive), what);
    return this.closed ? 'closed' : 'silent';
  }

  close(): void {
    this.connection.terminate();
  }

  /** Returns how the answer begins. */
  private probe(): string {
    this.probes += 1;
    this.connection.send(`42/ws,${this.probes}["message","still here"]`);
    return `43/ws,${this.probes}[`;
  }

  private hears(beginning: string): boolean {
    return this.heard.some((packet) => packet.startsWith(beginning));
  }

  /** But those to probes. */
  private answers(): string[] {
    return this.heard.filter((packet) => answer.test(packet) && !(Number(/^43\/ws,(\d+)/.exec(packet)?.[1]) > firstProbe));
  }

  private async until(condition: () => boolean, what: string): Promise<void> {
    await within(outcomeWithinMs, what, new Promise<void>((resolve) => {
      this.tell = () => { if (condition()) resolve(); };
      this.tell();
    }));
  }
}
