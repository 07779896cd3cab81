import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ThreadLane } from '../platform/threads/thread-lane.js';
import type { WorkDone } from './work.schemas.js';

const workMs = 1_000;
/** One processor stays free for the event loop. */
const threads = Math.max(1, availableParallelism() - 1);
/** The longest that a request waits for a thread. */
const waitSeconds = 3;

/** The two ways to take a second: waiting, which costs nothing, and computing, which belongs on a thread. */
@Injectable()
export class WorkService implements OnApplicationShutdown {
  private readonly lane = new ThreadLane({
    name: 'work',
    module: new URL('./compute.task.js', import.meta.url),
    threads,
    waitSeconds,
    taskMs: workMs,
    full: 'Every thread is computing and the line is full.',
  });

  async wait(): Promise<WorkDone> {
    await sleep(workMs);
    return { message: 'Async operation' };
  }

  /** @throws TooBusy */
  async compute(): Promise<WorkDone> {
    await this.lane.run<number, number>('compute', workMs);
    return { message: 'Sync operation' };
  }

  /** Not before: the requests that are still being answered need the threads. */
  async onApplicationShutdown(): Promise<void> {
    await this.lane.close();
  }
}
