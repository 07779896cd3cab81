import { isDeepStrictEqual } from 'node:util';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { cityQuery } from '../cities/cities.schemas.js';
import type { WeatherView } from '../contracts/weather.js';
import { ValidationFailed } from '../contracts/errors.js';
import { fieldErrors } from '../platform/http/validation.js';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { WeatherService } from '../weather/weather.service.js';
import { type RealtimeNamespace, type RealtimeSocket, weatherRoom } from './socket-server.js';

/** How often a watched city is asked for; in milliseconds. Open-Meteo's current weather changes every 15 minutes. */
const refreshEvery = 300_000;

/** Tells the sockets of this process that watch a city when its weather has changed. A city nobody watches is not asked for. */
@Injectable()
export class WeatherUpdates implements BeforeApplicationShutdown {
  private readonly latest = new Map<string, WeatherView>();
  private sockets: RealtimeNamespace | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly weather: WeatherService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(sockets: RealtimeNamespace): void {
    this.sockets = sockets;
    this.timer = setInterval(() => {
      this.refresh().catch((error: unknown) => { this.logger.warn({ err: error }, 'weather updates'); });
    }, refreshEvery).unref();
  }

  async subscribe(socket: RealtimeSocket, city: string): Promise<WeatherView> {
    const name = parseCity(city);
    const report = await this.weather.report(name);
    this.latest.set(weatherRoom(name), report);
    await socket.join(weatherRoom(name));
    return report;
  }

  async unsubscribe(socket: RealtimeSocket, city: string): Promise<null> {
    await socket.leave(weatherRoom(parseCity(city)));
    return null;
  }

  /** Asks for every watched city once and emits what changed. */
  async refresh(): Promise<void> {
    const rooms = this.sockets?.adapter.rooms;
    for (const [room, known] of this.latest) {
      if (!rooms?.has(room)) {
        this.latest.delete(room);
        continue;
      }
      const report = await this.weather.report(room.slice(weatherRoom('').length)).catch(() => known);
      this.latest.set(room, report);
      if (!isDeepStrictEqual(withoutAge(report), withoutAge(known))) this.sockets?.local.to(room).emit('weather:update', report);
    }
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}

/** What it is, and not how old. */
function withoutAge({ fetchedAt: _, stale: __, ...rest }: WeatherView): Omit<WeatherView, 'fetchedAt' | 'stale'> {
  return rest;
}

function parseCity(city: string): string {
  const parsed = cityQuery.safeParse(city);
  if (!parsed.success) throw new ValidationFailed(fieldErrors(parsed.error.issues).map(({ message }) => ({ path: 'city', message })));
  return parsed.data;
}
