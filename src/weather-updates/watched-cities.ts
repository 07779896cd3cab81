import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { type WeatherView, weatherView } from '../contracts/weather.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { connectLogged, failFast } from '../platform/redis/redis-connection.js';

const watched = 'isobar:watched-cities';
/** What a process watches is forgotten when it has not said so again for so long; in milliseconds. */
const forgottenAfterMs = 60_000;

const prefix = 'weather:';
const latestKey = (room: string) => `isobar:latest-${room}`;

/** The room of those who watch a city: it is called by the place itself, so that whoever has the room knows what to ask for. */
export function cityRoom(city: WeatherView['city']): string {
  return prefix + JSON.stringify(city);
}

export function isCityRoom(room: string): boolean {
  return room.startsWith(prefix);
}

export function cityOf(room: string): WeatherView['city'] {
  return weatherView.shape.city.parse(JSON.parse(room.slice(prefix.length)));
}

/** Which cities are watched by the sockets of any process, and what their watchers were told last. Kept in Redis. */
@Injectable()
export class WatchedCities implements OnApplicationShutdown {
  private readonly redis: Redis;
  private readonly process = randomUUID();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.redis = connectLogged(config.REDIS_URL, failFast, logger, 'the watched cities', 'debug');
  }

  /** This process watches these cities; it has to say so again within a minute. */
  add(rooms: readonly string[]): void {
    const until = Date.now() + forgottenAfterMs;
    if (rooms.length > 0) this.quietly(this.redis.zadd(watched, ...rooms.flatMap((room) => [until, this.member(room)])));
  }

  /** This process no longer watches this city. */
  remove(room: string): void {
    this.quietly(this.redis.zrem(watched, this.member(room)));
  }

  /** Calls `listener` whenever Redis is there again, which may have forgotten everything. */
  onReturn(listener: () => void): void {
    this.redis.on('ready', listener);
  }

  /** The rooms of the cities that are watched now. */
  async list(): Promise<string[]> {
    const now = Date.now();
    await this.redis.zremrangebyscore(watched, '-inf', now);
    const members = await this.redis.zrange(watched, 0, -1);
    return [...new Set(members.map((member) => member.slice(this.process.length + 1)))];
  }

  /** What the watchers of a city were told last; undefined when it is not known. */
  async latest(room: string): Promise<WeatherView | undefined> {
    const kept = await this.redis.get(latestKey(room));
    return kept === null ? undefined : weatherView.parse(JSON.parse(kept));
  }

  async keepLatest(room: string, weather: WeatherView): Promise<void> {
    await this.redis.set(latestKey(room), JSON.stringify(weather), 'EX', this.keptSeconds);
  }

  /** What the watchers of a city know, which is `weather` when there were none. Without Redis it is `weather`, too. */
  async latestOr(room: string, weather: WeatherView): Promise<WeatherView> {
    try {
      const before = await this.redis.set(latestKey(room), JSON.stringify(weather), 'EX', this.keptSeconds, 'NX', 'GET');
      return before === null ? weather : weatherView.parse(JSON.parse(before));
    } catch (error) {
      this.logger.debug({ err: error }, 'what the watchers of a city know is not known');
      return weather;
    }
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  /** It is renewed once in a period. */
  private get keptSeconds(): number {
    return 2 * this.config.WEATHER_UPDATE_SECONDS;
  }

  private member(room: string): string {
    return `${this.process} ${room}`;
  }

  /** Nobody waits for it, and it is said again. */
  private quietly(said: Promise<unknown>): void {
    said.catch((error: unknown) => { this.logger.debug({ err: error }, 'the watched cities could not be told'); });
  }
}
