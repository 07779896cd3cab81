import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import PQueue from 'p-queue';
import type { WeatherView } from '../contracts/weather.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { Schedules } from '../platform/queue/schedules.js';
import { SocketEmitter } from '../realtime/fleet/socket-emitter.js';
import { WeatherService } from '../weather/weather.service.js';
import { WatchedCities, cityOf } from './watched-cities.js';

/** Cities that are asked for at once; how many calls that are is the upstream's own limit. */
const concurrency = 10;
/** A refresh may come a little early; in milliseconds. */
const slackMs = 500;

/** Asks once per period for every watched city, and tells its watchers when the weather has changed. */
@Injectable()
export class WeatherRefresh implements OnModuleInit {
  private readonly periodMs: number;

  constructor(
    private readonly schedules: Schedules,
    private readonly weather: WeatherService,
    private readonly watched: WatchedCities,
    private readonly sockets: SocketEmitter,
    @Inject(CONFIG) { WEATHER_UPDATE_SECONDS }: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.periodMs = WEATHER_UPDATE_SECONDS * 1000;
  }

  onModuleInit(): void {
    this.schedules.every('refresh-weather', this.periodMs, async () => this.refreshAll());
  }

  private async refreshAll(): Promise<void> {
    const queue = new PQueue({ concurrency });
    await queue.addAll((await this.watched.list()).map((room) => async () => {
      await this.refresh(room).catch((error: unknown) => { this.logger.info({ err: error }, 'the weather of a watched city could not be renewed'); });
    }));
  }

  private async refresh(room: string): Promise<void> {
    const weather = await this.weather.renewed(cityOf(room), this.periodMs - slackMs);
    const told = await this.watched.latest(room);
    if (!told || !isDeepStrictEqual(essence(weather), essence(told))) {
      this.sockets.to(room).emit('weather:update', weather);
      await this.sockets.confirm();
    }
    await this.watched.keepLatest(room, weather);
  }
}

/** The weather itself, and not how old the report is. */
function essence({ fetchedAt: _, stale: __, current: { time: ___, ...current }, ...rest }: WeatherView) {
  return { ...rest, current };
}
