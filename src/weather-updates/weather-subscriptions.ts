import { Inject, Injectable } from '@nestjs/common';
import { cityQuery } from '../cities/cities.schemas.js';
import { CodedError, ValidationFailed } from '../contracts/errors.js';
import type { WeatherView } from '../contracts/weather.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { fieldErrors } from '../platform/http/routes/validation.js';
import type { RealtimeSocket } from '../realtime/fleet/socket-server.js';
import { WeatherService } from '../weather/weather.service.js';
import { WatchedCities, cityRoom, isCityRoom } from './watched-cities.js';

/** Which sockets want to know when the weather of a city changes. It is kept as rooms, which a recovered connection is put into again. */
@Injectable()
export class WeatherSubscriptions {
  constructor(
    private readonly weather: WeatherService,
    private readonly watched: WatchedCities,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Returns the weather from which on changes are told. @throws what {@link WeatherService.report} throws; CodedError VALIDATION_FAILED or
   * TOO_MANY_SUBSCRIPTIONS
   */
  async subscribe(socket: RealtimeSocket, city: string): Promise<WeatherView> {
    const name = parseCity(city);
    const report = await this.weather.report(name);
    const room = cityRoom(report.city);
    if (!socket.rooms.has(room) && [...socket.rooms].filter(isCityRoom).length >= this.config.SOCKET_SUBSCRIPTIONS) {
      throw new CodedError('TOO_MANY_SUBSCRIPTIONS', `A socket may watch ${this.config.SOCKET_SUBSCRIPTIONS} cities. Unsubscribe from one first.`);
    }
    await socket.join(room);
    return this.watched.latestOr(room, report);
  }

  /** Returns the weather as it is known; null when there is none to be had. @throws CityNotFound; CodedError VALIDATION_FAILED */
  async unsubscribe(socket: RealtimeSocket, city: string): Promise<WeatherView | null> {
    const name = parseCity(city);
    await socket.leave(cityRoom(await this.weather.place(name)));
    return this.weather.report(name).catch(() => null);
  }
}

function parseCity(city: string): string {
  const parsed = cityQuery.safeParse(city);
  if (!parsed.success) throw new ValidationFailed(fieldErrors(parsed.error.issues).map(({ message }) => ({ path: 'city', message })));
  return parsed.data;
}
