import { createHash } from 'node:crypto';
import { type CurrentWeather, type ForecastDay, type WeatherView, weatherUnits } from '../contracts/weather.js';
import { Cacheable } from '../platform/http/server/cacheable.js';
import type { Place } from './weather.provider.js';
import type { Part } from './weather-source.js';

/** A city's weather, put together of its parts and written down once for all who ask until it is no longer fresh. */
export class WeatherAnswer {
  readonly view: WeatherView;
  readonly freshUntil: number;
  readonly etag: string;
  readonly cacheControl: string;
  readonly fetchedAt: number;
  readonly json: Cacheable;

  constructor(city: Place, current: Part<CurrentWeather>, forecast: Part<ForecastDay[]>) {
    // The part that is first to be fetched again speaks for the whole.
    const first = current.freshUntil <= forecast.freshUntil ? current : forecast;
    const sources = [current.value, forecast.value];
    this.freshUntil = first.freshUntil;
    this.fetchedAt = first.fetchedAt;
    this.view = {
      city,
      current: current.value.value,
      forecast: forecast.value.value,
      units: weatherUnits,
      source: [...new Set(sources.map(({ source }) => source))].join(', '),
      attribution: [...new Set(sources.map(({ attribution }) => attribution))].join('; '),
      fetchedAt: new Date(first.fetchedAt).toISOString(),
      stale: Date.now() >= first.freshUntil,
    };
    const body = Buffer.from(JSON.stringify(this.view));
    this.etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    this.cacheControl = [
      'public',
      `max-age=${seconds(first.freshUntil - first.fetchedAt)}`,
      `stale-while-revalidate=${seconds(first.freshness.staleWhileRevalidateMs)}`,
      `stale-if-error=${seconds(first.freshness.staleIfErrorMs)}`,
    ].join(', ');
    this.json = new Cacheable({ type: 'application/json; charset=utf-8', body, etag: this.etag, cacheControl: this.cacheControl, madeAt: this.fetchedAt });
  }

  get isFresh(): boolean {
    return Date.now() < this.freshUntil;
  }
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 1000);
}
