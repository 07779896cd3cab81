import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ThreadLane } from '../platform/threads/thread-lane.js';
import { capitals } from './capitals.task.js';

/** Texts up to this many UTF-16 units are done on the spot: handing them to a thread takes longer. */
const short = 8_192;

/** Puts texts in capitals; long ones on a thread, where letters that become two or three do not hold up the event loop. */
@Injectable()
export class Capitals implements OnApplicationShutdown {
  private readonly lane = new ThreadLane({
    name: 'capitals',
    module: new URL('./capitals.task.js', import.meta.url),
    threads: 1,
    waitSeconds: 2,
    taskMs: 1,
    full: 'Too many long messages are being answered at this moment.',
  });

  /** @throws TooBusy */
  async of(text: string): Promise<string> {
    return text.length <= short ? capitals(text) : this.lane.run<string, string>('capitals', text);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.lane.close();
  }
}
