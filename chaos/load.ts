import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Requests } from './requests.js';

/** What a client was told at last. Times are milliseconds of `performance.now()`; status 0 stands for no answer at all. */
export interface Registration {
  email: string;
  status: number;
  code: string;
  /** Whether an earlier request of this registration got no answer, or a 503. */
  repeated: boolean;
  answeredAt: number;
}

/** The password of everyone. */
export const password = 'correct horse battery';

/** Clients that register people: each sends an Idempotency-Key and repeats the request under it until it knows what became of it. */
export class Load {
  readonly registrations: Registration[] = [];
  readonly requests: Requests;
  private begun = 0;

  /** `urls` are the APIs, of which each registration tries the next. */
  constructor(urls: () => string[]) {
    this.requests = new Requests(urls);
  }

  /** Registers people, `clients` at a time, `pace` of them per second, as long as `more` says so; both are told how many it began. */
  async register(more: (begun: number) => boolean, { clients = 16, prefix = 'person', pace = (_begun: number) => Infinity } = {}): Promise<void> {
    let begun = 0;
    let nextAt = performance.now();
    const client = async () => {
      while (more(begun)) {
        const wait = nextAt - performance.now();
        nextAt = Math.max(nextAt, performance.now()) + 1000 / pace(begun++);
        const email = `${prefix}-${this.begun++}@example.org`;
        if (wait > 0) await sleep(wait);
        const { status, code, repeated, answeredAt } = await this.requests.post('/register', { email, password }, { 'idempotency-key': randomUUID() });
        this.registrations.push({ email, status, code, repeated, answeredAt });
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
  }
}
