import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

const probeEveryMs = 20;

/** A client, which is little besides its WebSocket: ten thousand of them shall take less of the machine than their server. */
export abstract class Connection {
  private leaving = false;
  private takeAnswer: (frame: Buffer) => void = () => undefined;

  protected constructor(protected readonly socket: WebSocket) {
    socket.on('message', (frame: Buffer) => { this.receive(frame); });
    socket.on('close', (code) => {
      if (!this.leaving) throw new Error(`A server has closed a connection: ${code}.`);
    });
  }

  /** Says `text` again and again, one at a time, and returns how often both its answers came. @throws when something else comes */
  async talk(text: string, milliseconds: number): Promise<number> {
    const [message, answers] = [this.messageOf(text), this.answersTo(text).map((answer) => Buffer.from(answer))];
    const until = performance.now() + milliseconds;
    return new Promise((resolve, reject) => {
      let answered = 0;
      this.takeAnswer = (frame) => {
        const expected = answers[answered++ % answers.length]!;
        if (!expected.equals(frame.subarray(0, expected.length))) reject(new Error(`This is no answer: ${frame.toString('utf8', 0, 200)}`));
        if (answered % answers.length !== 0) return;
        if (performance.now() < until) this.socket.send(message);
        else resolve(answered / answers.length);
      };
      this.socket.send(message);
    });
  }

  /** Says something short now and then, one at a time, and returns how long each answer took, in milliseconds. */
  async probe(milliseconds: number): Promise<number[]> {
    const times: number[] = [];
    const until = performance.now() + milliseconds;
    await sleep(Math.random() * probeEveryMs);
    while (performance.now() < until) {
      const from = performance.now();
      await this.talk('ping', 0);
      times.push(performance.now() - from);
      await sleep(probeEveryMs);
    }
    return times;
  }

  async leave(): Promise<void> {
    this.leaving = true;
    this.socket.close();
    await once(this.socket, 'close');
  }

  protected receive(frame: Buffer): void {
    this.takeAnswer(frame);
  }

  protected abstract messageOf(text: string): string;
  /** How the answers begin, in the order in which they come. */
  protected abstract answersTo(text: string): string[];
}

/** Says texts, and hears them. */
export class BareConnection extends Connection {
  static async open(url: string): Promise<BareConnection> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await once(socket, 'open');
    return new BareConnection(socket);
  }

  protected override messageOf(text: string): string {
    return text;
  }

  protected override answersTo(text: string): string[] {
    return Array<string>(2).fill(`Response: ${text.toUpperCase()}`);
  }
}
