import { availableParallelism } from 'node:os';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { LOGGER, type Logger } from '../../platform/observability/logger.js';
import { ThreadLane } from '../../platform/threads/thread-lane.js';
import { type HashCost, type HashInput, type VerifyInput, isCheaper, workOf } from './password.task.js';

/** One processor stays free for the event loop, the database and everybody else's requests. */
export const hashingThreads = Math.max(1, availableParallelism() - 1);
/** Nobody waits longer than this for a thread: people give up and try again, and then wait behind themselves. */
const waitSeconds = 4;
/** What a slow processor fills in a millisecond, until the lane has measured this one: 25 ms for a hash at the default cost. */
const kibPerMs = 1_500;
/** OWASP's least for argon2id. */
const leastCost: HashCost = { memoryKib: 19_456, iterations: 2 };

/** argon2id on threads of its own, so that hashing holds up neither the event loop nor libuv's pool. */
@Injectable()
export class PasswordHasher implements OnModuleInit, OnApplicationShutdown {
  private readonly lane: ThreadLane;
  private readonly cost: HashCost;
  private readonly inProduction: boolean;

  constructor(
    @Inject(CONFIG) { NODE_ENV, PASSWORD_HASH_MEMORY_KIB: memoryKib, PASSWORD_HASH_ITERATIONS: iterations }: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.inProduction = NODE_ENV === 'production';
    this.cost = { memoryKib, iterations };
    this.lane = new ThreadLane({
      name: 'passwords',
      module: new URL('./password.task.js', import.meta.url),
      threads: hashingThreads,
      waitSeconds,
      taskMs: (memoryKib * iterations) / kibPerMs,
      full: 'Too many people are signing in or registering at this moment.',
    });
  }

  /** It is no reason not to start: load tests want it so. */
  onModuleInit(): void {
    if (!this.inProduction || workOf(this.cost) >= workOf(leastCost)) return;
    this.logger.warn(
      this.cost,
      `passwords are hashed at less than OWASP's minimum: make PASSWORD_HASH_MEMORY_KIB times PASSWORD_HASH_ITERATIONS at least ${leastCost.memoryKib} times ${leastCost.iterations}`,
    );
  }

  /** @throws TooBusy; the signal's reason when it aborts before the password's turn */
  async hash(password: string, signal?: AbortSignal): Promise<string> {
    return this.lane.run<HashInput, string>('hash', { password, ...this.cost }, signal);
  }

  /** @throws TooBusy; the signal's reason when it aborts before the password's turn */
  async verify(password: string, stored: string, signal?: AbortSignal): Promise<boolean> {
    return this.lane.run<VerifyInput, boolean>('verify', { password, stored, ...this.cost }, signal);
  }

  /** Whether the hash was made when a hash cost less. */
  isOutdated(stored: string): boolean {
    return isCheaper(stored, this.cost);
  }

  /** Not before: the requests that are still being answered need the threads. */
  async onApplicationShutdown(): Promise<void> {
    await this.lane.close();
  }
}
