import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds. */
const answerWithin = 30_000;
const giveUpAfter = 300_000;
const tryAgainAfter = 50;

/** What a client was told at last. Times are milliseconds of `performance.now()`; status 0 stands for no answer at all. */
export interface Registration {
  email: string;
  status: number;
  code: string;
  /** Whether an earlier request of this registration got no answer, or a 503. */
  repeated: boolean;
  answeredAt: number;
}

/** A 503, after which the client tried again. */
export interface Refusal {
  code: string;
  sentAt: number;
  answeredAt: number;
}

interface Answer {
  status: number;
  code: string;
  retryAfter: number;
}

/** Clients that register people: each sends an Idempotency-Key and repeats the request under it until it knows what became of it. */
export class Load {
  readonly registrations: Registration[] = [];
  readonly refusals: Refusal[] = [];
  /** Requests that got no answer although they were sent. */
  cut = 0;
  private begun = 0;

  /** `urls` are the APIs, of which each registration tries the next. */
  constructor(private readonly urls: () => string[]) {}

  /** Registers people, `clients` at a time, `pace` of them per second, as long as `more` says so; both are told how many it began. */
  async register(more: (begun: number) => boolean, { clients = 16, prefix = 'person', pace = (_begun: number) => Infinity } = {}): Promise<void> {
    let begun = 0;
    let nextAt = performance.now();
    const client = async () => {
      while (more(begun)) {
        const wait = nextAt - performance.now();
        nextAt = Math.max(nextAt, performance.now()) + 1000 / pace(begun++);
        const name = `${prefix}-${this.begun++}`;
        if (wait > 0) await sleep(wait);
        await this.registerOne(`${name}@example.org`);
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
  }

  private async registerOne(email: string): Promise<void> {
    const key = randomUUID();
    const startedAt = performance.now();
    let repeated = false;
    for (let turn = this.begun; performance.now() - startedAt < giveUpAfter; turn++) {
      const urls = this.urls();
      const sentAt = performance.now();
      const answer = await ask(urls[turn % urls.length] ?? '', key, email);
      if (answer === 'refused') {
        await sleep(tryAgainAfter);
      } else if (answer === 'cut') {
        this.cut += 1;
        repeated = true;
      } else if (answer.status === 503) {
        this.refusals.push({ code: answer.code, sentAt, answeredAt: performance.now() });
        repeated = true;
        await sleep(answer.retryAfter * 1000);
      } else {
        this.registrations.push({ email, status: answer.status, code: answer.code, repeated, answeredAt: performance.now() });
        return;
      }
    }
    this.registrations.push({ email, status: 0, code: 'no answer', repeated, answeredAt: performance.now() });
  }
}

/** `refused`: nobody listened, so nothing was sent. `cut`: the connection broke before the whole answer was there. */
async function ask(url: string, key: string, email: string): Promise<Answer | 'refused' | 'cut'> {
  try {
    const response = await fetch(`${url}/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ email, password: 'correct horse battery' }),
      signal: AbortSignal.timeout(answerWithin),
    });
    const text = await response.text();
    return { status: response.status, code: problemCode(response, text), retryAfter: Number(response.headers.get('retry-after') ?? 0) };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED' ? 'refused' : 'cut';
  }
}

function problemCode(response: Response, text: string): string {
  if (response.ok) return '';
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return 'no problem document';
  return (JSON.parse(text) as { code: string }).code;
}
