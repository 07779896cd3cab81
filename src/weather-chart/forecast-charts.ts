import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { WeatherView } from '../contracts/weather.js';
import { ThreadLane } from '../platform/threads/thread-lane.js';
import type { Drawing, Theme } from './draw.js';

/** The longest that a drawing waits for the thread. */
const waitSeconds = 3;
/** What a PNG takes, the slower of the two. */
const taskMs = 55;

/** Pictures of a forecast, drawn on a thread of their own. */
@Injectable()
export class ForecastCharts implements OnApplicationShutdown {
  private started: ThreadLane | undefined;

  /**
   * An SVG document; without a theme it is light or dark as its reader prefers.
   * @throws TooBusy
   */
  async svg(report: WeatherView, theme?: Theme): Promise<string> {
    return this.lane().run<Drawing, string>('svg', { report, theme });
  }

  /**
   * A PNG of 960 × 900 pixels; light without a theme.
   * @throws TooBusy
   */
  async png(report: WeatherView, theme?: Theme): Promise<Buffer> {
    return Buffer.from(await this.lane().run<Drawing, Uint8Array>('png', { report, theme }));
  }

  /** Not before: the requests that are still being answered need the thread. */
  async onApplicationShutdown(): Promise<void> {
    await this.started?.close();
  }

  /** Begins with the first picture: a process that draws none spares the memory. */
  private lane(): ThreadLane {
    this.started ??= new ThreadLane({
      name: 'charts',
      module: new URL('./draw.js', import.meta.url),
      threads: 1,
      waitSeconds,
      taskMs,
      full: 'Too many charts are being drawn at this moment.',
    });
    return this.started;
  }
}
