import { availableParallelism } from 'node:os';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { ThreadLane } from '../platform/threads/thread-lane.js';
import type { HashInput } from './password.task.js';

/** Sign-ins and registrations that may wait for a thread; a hash takes some 25 ms of one. */
const line = 1_000;

/** argon2id on threads of its own, so that hashing holds up neither the event loop nor libuv's pool. */
@Injectable()
export class PasswordHasher implements OnApplicationShutdown {
  private readonly lane = new ThreadLane({
    module: new URL('./password.task.js', import.meta.url),
    threads: availableParallelism(),
    line,
    full: 'Too many people are signing in or registering at this moment.',
    retryAfterSeconds: 2,
  });
  private readonly cost: Omit<HashInput, 'password'>;

  constructor(@Inject(CONFIG) config: Config) {
    this.cost = { memoryKib: config.PASSWORD_HASH_MEMORY_KIB, iterations: config.PASSWORD_HASH_ITERATIONS };
  }

  /** @throws TooBusy */
  async hash(password: string): Promise<string> {
    return this.lane.run<HashInput, string>('hash', { password, ...this.cost });
  }

  /** @throws TooBusy */
  async verify(password: string, stored: string): Promise<boolean> {
    return this.lane.run<{ password: string; stored: string }, boolean>('verify', { password, stored });
  }

  /** Not before: the requests that are still being answered need the threads. */
  async onApplicationShutdown(): Promise<void> {
    await this.lane.close();
  }
}
