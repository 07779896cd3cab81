import type { CurrentWeather, ForecastDay, WeatherView } from '../contracts/weather.js';

export type Place = WeatherView['city'];

/** Injection token of the {@link WeatherProvider}s, in order of preference. */
export const WEATHER_PROVIDERS = Symbol('WEATHER_PROVIDERS');

/**
 * A source of weather. Every method ends early when `signal` aborts.
 * @throws CityNotFound, UpstreamUnavailable, UpstreamInvalid or UpstreamTimeout
 */
export interface WeatherProvider {
  readonly name: string;
  locate(city: string, signal: AbortSignal): Promise<Place>;
  current(place: Place, signal: AbortSignal): Promise<CurrentWeather>;
  forecast(place: Place, signal: AbortSignal): Promise<ForecastDay[]>;
}
