import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { now } from '../processes/clock.js';

export interface TimedAnswer {
  body: unknown;
  /** Milliseconds from asking to the end of the answer. */
  took: number;
  /** X-Process-Time in milliseconds; NaN when there is none. */
  processed: number;
}

/** Asks one server over connections that it keeps. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(readonly url: string) {}

  /** @throws when the answer is neither a success nor one of these failures */
  async get(path: string, failures: readonly number[] = []): Promise<TimedAnswer> {
    const since = now();
    const { status, headers, body } = await this.send(path);
    const took = now() - since;
    if (status !== 200 && !failures.includes(status)) throw new Error(`${path} was answered with ${status}: ${body}`);
    return { body: JSON.parse(body) as unknown, took, processed: Number(headers['x-process-time'] ?? NaN) * 1000 };
  }

  leave(): void {
    this.agent.destroy();
  }

  private async send(path: string): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> {
    return new Promise((resolve, reject) => {
      const sent = request(this.url + path, { agent: this.agent }, (response) => {
        text(response).then((body) => { resolve({ status: response.statusCode ?? 0, headers: response.headers, body }); }, reject);
      });
      sent.on('error', reject).end();
    });
  }
}
