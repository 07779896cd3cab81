import type { CurrentWeather, ForecastDay, WeatherView } from '../contracts/weather.js';
import type { WeatherProviderName } from '../platform/config/schema.js';

export type Place = WeatherView['city'];

/** Injection token of the {@link WeatherProvider}s, in order of preference. */
export const WEATHER_PROVIDERS = Symbol('WEATHER_PROVIDERS');
/** Injection token of the {@link Geocoder}, undefined when no provider in use is one. */
export const GEOCODER = Symbol('GEOCODER');

/** A part of the weather, and until when its provider will have nothing newer (milliseconds since the epoch), when it says so. */
export interface Reading<Value> {
  value: Value;
  expiresAt?: number | undefined;
}

/**
 * A source of weather. Every method ends early when `signal` aborts.
 * @throws UpstreamUnavailable, UpstreamInvalid or UpstreamTimeout; TooBusy
 */
export interface WeatherProvider {
  readonly name: WeatherProviderName;
  /** What its licence asks to be named. */
  readonly attribution: string;
  current(place: Place, signal: AbortSignal): Promise<Reading<CurrentWeather>>;
  forecast(place: Place, signal: AbortSignal): Promise<Reading<ForecastDay[]>>;
}

/** Finds the places that our own list does not have; throws as a {@link WeatherProvider} does. */
export interface Geocoder {
  locate(name: string, signal: AbortSignal): Promise<Place | undefined>;
}
