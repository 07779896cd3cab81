import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { now } from '../processes/clock.js';

/** A registration as its client saw it. Times are in milliseconds of the common clock. */
export interface Registration {
  email: string;
  /** When the request was due, whether or not anything could send it then. */
  due: number;
  answered: number;
  /** Of the answer; 0 when there was none. */
  status: number;
}

/** People who register, over as many connections as they need. */
export class People {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly family = randomUUID().slice(0, 8);
  private count = 0;

  constructor(private readonly apiUrl: string) {}

  async register(due = now()): Promise<Registration> {
    const email = `person-${++this.count}@${this.family}.example`;
    const status = await this.post({ email, password: 'correct horse battery', displayName: `Person ${this.count}` });
    return { email, due, answered: now(), status };
  }

  /** `concurrency` people at a time, each as soon as the one before was answered. */
  async asFastAsPossible(seconds: number, concurrency: number): Promise<Registration[]> {
    const until = now() + seconds * 1000;
    const all: Registration[] = [];
    const one = async () => {
      while (now() < until) all.push(await this.register());
    };
    await Promise.all(Array.from({ length: concurrency }, one));
    return all;
  }

  /** So many a second, whether or not those before were answered: whoever waits is counted from when their turn was. */
  async atRate(perSecond: number, seconds: number): Promise<Registration[]> {
    const start = now();
    const all: Promise<Registration>[] = [];
    while (all.length < perSecond * seconds) {
      const due = start + (all.length * 1000) / perSecond;
      if (due > now()) await new Promise((resolve) => setTimeout(resolve, due - now()));
      else all.push(this.register(due));
    }
    return Promise.all(all);
  }

  leave(): void {
    this.agent.destroy();
  }

  private async post(body: object): Promise<number> {
    return new Promise((resolve) => {
      const sent = request(`${this.apiUrl}/register`, { method: 'POST', agent: this.agent, headers: { 'content-type': 'application/json' } }, (response) => {
        response.resume().on('close', () => { resolve(response.statusCode ?? 0); });
      });
      sent.on('error', () => { resolve(0); });
      sent.end(JSON.stringify(body));
    });
  }
}
