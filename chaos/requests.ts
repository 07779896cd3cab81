import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds. */
const answerWithin = 30_000;
const giveUpAfter = 300_000;
const tryAgainAfter = 50;

/** What a client was told at last. Times are milliseconds of `performance.now()`; status 0 stands for no answer at all. */
export interface Answer {
  status: number;
  /** Of the problem document; empty when all went well. */
  code: string;
  text: string;
  /** Whether the request was sent before, and got no answer or a 503. */
  repeated: boolean;
  answeredAt: number;
}

/** A 503, after which the client tried again. */
export interface Refusal {
  code: string;
  sentAt: number;
  answeredAt: number;
}

/** Requests as good clients make them: each is repeated, at the next process, until it is known what became of it. */
export class Requests {
  readonly refusals: Refusal[] = [];
  /** Requests that got no answer although they were sent. */
  cut = 0;
  private turn = 0;

  /** `urls` are the processes, of which each request tries the next. */
  constructor(private readonly urls: () => string[]) {}

  /** Without an Idempotency-Key among the `headers`, what was cut off may happen twice. */
  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const startedAt = performance.now();
    let repeated = false;
    for (let turn = this.turn++; performance.now() - startedAt < giveUpAfter; turn++) {
      const urls = this.urls();
      const sentAt = performance.now();
      const answer = await ask(`${urls[turn % urls.length] ?? ''}${path}`, body, headers);
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
        const { status, code, text } = answer;
        return { status, code, text, repeated, answeredAt: performance.now() };
      }
    }
    return { status: 0, code: 'no answer', text: '', repeated, answeredAt: performance.now() };
  }
}

/** `refused`: nobody listened, so nothing was sent. `cut`: the connection broke before the whole answer was there. */
async function ask(url: string, body: unknown, headers: Record<string, string>) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerWithin),
    });
    const text = await response.text();
    return { status: response.status, code: problemCode(response, text), text, retryAfter: Number(response.headers.get('retry-after') ?? 0) };
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
