import { Injectable } from '@nestjs/common';
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisDriver } from 'bentocache/drivers/redis';
import { Coordination } from '../coordination.js';

/** What a process keeps in memory: so many answers, of so many bytes in all (a picture is as large as fifty reports), for so long what it found in Redis. */
const mostInMemory = { maxItems: 5_000, maxSize: 64_000_000 };
const longest = '24h';

/** Two tiers, memory before Redis. While Redis is away there is only the memory, and no error. */
@Injectable()
export class AnswerStore {
  private readonly tiers;

  constructor(coordination: Coordination) {
    const store = bentostore()
      .useL1Layer(memoryDriver(mostInMemory))
      .useL2Layer(redisDriver({ connection: coordination.redis }));
    this.tiers = new BentoCache({
      default: 'answers',
      stores: { answers: store },
      prefix: 'isobar',
      ttl: longest,
      grace: longest,
      suppressL2Errors: true,
      // Its type says that it gives what the operation gives; every operation gives a promise.
      internalOperationWrapper: (operation) => coordination.ask(operation as () => Promise<never>) as never,
    });
  }

  /** Also when it is no longer fresh. */
  async find<Value>(key: string): Promise<Value | undefined> {
    return this.tiers.get<Value>({ key });
  }

  async findFresh<Value>(key: string): Promise<Value | undefined> {
    return this.tiers.get<Value>({ key, grace: false });
  }

  /** Milliseconds: fresh for so long, and there for so long. */
  async keep(key: string, value: unknown, freshMs: number, keptMs: number): Promise<void> {
    await this.tiers.set({ key, value, ttl: freshMs, grace: keptMs });
  }
}
