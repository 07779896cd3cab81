import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../observability/logger.js';
import { AnswerStore } from './answer-store.js';
import { AnswerMetrics } from './answer-metrics.js';
import { Coordination, CoordinationAway } from '../coordination.js';
import { within } from '../deadline.js';
import { SingleFlight } from './single-flight.js';

/** How long an answer stands, in milliseconds; the second and the third begin when it is no longer fresh (RFC 5861). */
export interface Freshness {
  freshMs: number;
  /** Given at once, while a newer one is fetched. */
  staleWhileRevalidateMs: number;
  /** Given when there is no newer one to be had. */
  staleIfErrorMs: number;
}

/** What was answered, when, and until when it is fresh; milliseconds since the epoch. */
export interface Answer<Value> {
  value: Value;
  fetchedAt: number;
  freshUntil: number;
}

export interface Question<Value> {
  /** Begins with a word for its kind and a colon: `current:59.91,10.75`. */
  key: string;
  freshness: Freshness;
  /** An answer that was fetched longer ago is fetched again, though it be fresh; in milliseconds. */
  oldestMs?: number | undefined;
  /** The longest that a fetch may take; in milliseconds. */
  deadlineMs: number;
  /** `expiresAt` is the source's own word on until when its answer is fresh, in milliseconds since the epoch. */
  fetch: (signal: AbortSignal) => Promise<{ value: Value; expiresAt?: number | undefined }>;
}

/** Whoever has an old answer waits no longer than this for a newer one; in milliseconds. */
const patienceMs = 1_000;
/** A source is asked again no sooner and no later than this, whatever it says; in milliseconds. */
const soonestMs = 60_000;
const latestMs = 7_200_000;

/** Answers of upstreams, in the memory of this process and in Redis for all. Without Redis each process has its own. */
@Injectable()
export class AnswerCache {
  private readonly flights = new SingleFlight();

  constructor(
    private readonly store: AnswerStore,
    private readonly coordination: Coordination,
    private readonly metrics: AnswerMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * The fresh answer; or an old one, at once while a newer is fetched, or when none comes soon; or a new one.
   * @throws what `fetch` throws when there is no old answer, or the reason why `signal` aborted
   */
  async read<Value>(question: Question<Value>, signal: AbortSignal): Promise<Answer<Value>> {
    const { key, freshness } = question;
    const known = await this.store.find<Answer<Value>>(key);
    if (isTooOld(question, known)) return this.flights.join(key, signal, async (flight) => this.fetchOnce(question, flight));
    const age = known ? Date.now() - known.freshUntil : Infinity;
    if (!known || age >= freshness.staleIfErrorMs) {
      this.metrics.count(key, 'miss');
      return this.flights.join(key, signal, async (flight) => this.fetchOnce(question, flight));
    }
    this.metrics.count(key, age < 0 ? 'fresh' : 'stale');
    if (age < 0) return known;
    const newer = this.renew(question);
    return age < freshness.staleWhileRevalidateMs ? known : ((await soon(newer)) ?? known);
  }

  /** In the background: nobody's leaving ends it. */
  private async renew<Value>(question: Question<Value>): Promise<Answer<Value> | undefined> {
    try {
      return await within(question.deadlineMs, new AbortController().signal, async (signal) =>
        this.flights.join(question.key, signal, async (flight) => this.fetchOnce(question, flight)));
    } catch (error) {
      this.logger.debug({ err: error, key: question.key }, 'an old answer could not be renewed');
      return undefined;
    }
  }

  /** Once among all processes: whoever waited for another's fetch finds its answer in the store. */
  private async fetchOnce<Value>(question: Question<Value>, signal: AbortSignal): Promise<Answer<Value>> {
    const done = await this.turn(question, signal);
    try {
      const found = await this.store.findFresh<Answer<Value>>(question.key);
      const enough = found && !isTooOld(question, found) ? found : undefined;
      const answer = enough ?? (await this.fetch(question, signal));
      // Nobody waits until it is kept; the next turn begins then.
      const kept = enough ? Promise.resolve() : this.keep(question, answer);
      kept.then(done, done);
      return answer;
    } catch (error) {
      done();
      throw error;
    }
  }

  private async fetch<Value>({ freshness, fetch }: Question<Value>, signal: AbortSignal): Promise<Answer<Value>> {
    const { value, expiresAt } = await fetch(signal);
    const fetchedAt = Date.now();
    const freshMs = expiresAt === undefined ? freshness.freshMs : Math.min(Math.max(expiresAt - fetchedAt, soonestMs), latestMs);
    return { value, fetchedAt, freshUntil: fetchedAt + freshMs };
  }

  private async keep<Value>({ key, freshness }: Question<Value>, answer: Answer<Value>): Promise<void> {
    const freshMs = answer.freshUntil - answer.fetchedAt;
    await this.store.keep(key, answer, freshMs, freshMs + freshness.staleIfErrorMs);
  }

  private async turn({ key, deadlineMs }: Question<unknown>, signal: AbortSignal): Promise<() => void> {
    try {
      return await this.coordination.place(`flight:${key}`, 1, deadlineMs, signal);
    } catch (error) {
      if (error instanceof CoordinationAway) return () => undefined;
      throw error;
    }
  }
}

function isTooOld({ oldestMs = Infinity }: Question<unknown>, known: Answer<unknown> | undefined): boolean {
  return known !== undefined && Date.now() - known.fetchedAt > oldestMs;
}

async function soon<Result>(result: Promise<Result>): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => { timer = setTimeout(() => { resolve(undefined); }, patienceMs); });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}
