import { Agent, request } from 'node:http';
import { now } from '../processes/clock.js';

/** Clients of one server that ask one thing, each again as soon as it is answered. */
export class Askers {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(
    private readonly address: string,
    private readonly howMany: number,
  ) {}

  /** How many were answered. @throws when an answer is no success */
  async ask(path: string, tokens: Iterator<string, never> | undefined, seconds: number): Promise<number> {
    const until = now() + seconds * 1000;
    let answered = 0;
    const one = async () => {
      for (; now() < until; answered++) await this.get(path, tokens?.next().value);
    };
    await Promise.all(Array.from({ length: this.howMany }, one));
    return answered;
  }

  leave(): void {
    this.agent.destroy();
  }

  private async get(path: string, token: string | undefined): Promise<void> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return new Promise((resolve, reject) => {
      const sent = request(`http://${this.address}${path}`, { agent: this.agent, headers }, (response) => {
        response.resume().on('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`${path} was answered with ${response.statusCode ?? 0}.`));
        });
      });
      sent.on('error', reject).end();
    });
  }
}
