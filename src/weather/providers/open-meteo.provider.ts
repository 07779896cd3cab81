import { Inject, Injectable } from '@nestjs/common';
import type { CurrentWeather, ForecastDay } from '../../contracts/weather.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Upstream } from '../../platform/upstream/upstream.js';
import { Upstreams } from '../../platform/upstream/upstreams.js';
import { currentAnswer, currentVariables, dailyVariables, forecastAnswer, geocodingAnswer, refusal } from './open-meteo.schemas.js';
import type { Geocoder, Place, Reading, WeatherProvider } from '../weather.provider.js';

const forecastDays = 7;
/** What was begun is finished first: otherwise a rush of new names would end with a place for each and the weather of none. */
const begin = -1;
/** Its limits, by the words that it names them with, and the seconds in which each begins anew. */
const limits = { minutely: 60, hourly: 3_600, daily: 86_400 };

/** Open-Meteo's own API (https://open-meteo.com, CC BY 4.0), or a self-hosted one at OPEN_METEO_URL and OPEN_METEO_GEOCODING_URL. */
@Injectable()
export class OpenMeteoProvider implements WeatherProvider, Geocoder {
  readonly name = 'open-meteo';
  readonly attribution = 'Weather data by Open-Meteo.com (CC BY 4.0)';
  private readonly upstream: Upstream;

  constructor(
    upstreams: Upstreams,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    const { WEATHER_TIMEOUT_MS: timeoutMs, WEATHER_CONCURRENCY: atOnce, OPEN_METEO_QUOTA: quota } = config;
    this.upstream = upstreams.open({ name: this.name, timeoutMs, allowance: { atOnce, ...quota }, pauseSeconds });
  }

  async locate(name: string, signal: AbortSignal): Promise<Place | undefined> {
    const url = endpoint(this.config.OPEN_METEO_GEOCODING_URL, 'v1/search');
    const params = { name, count: 1, language: 'en', format: 'json' };
    const { body } = await this.upstream.get({ url, params, priority: begin }, geocodingAnswer, signal);
    const place = body.results?.[0];
    if (!place) return undefined;
    return { name: place.name, country: place.country ?? null, latitude: place.latitude, longitude: place.longitude, timezone: place.timezone ?? 'UTC' };
  }

  async current({ latitude, longitude }: Place, signal: AbortSignal): Promise<Reading<CurrentWeather>> {
    const params = { latitude, longitude, current: currentVariables.join(',') };
    const { body } = await this.upstream.get({ url: this.forecastUrl, params }, currentAnswer, signal);
    const { current, utc_offset_seconds: offset } = body;
    return {
      value: {
        time: new Date(Date.parse(`${current.time.slice(0, 16)}Z`) - offset * 1000).toISOString(),
        temperature: current.temperature_2m,
        apparentTemperature: current.apparent_temperature,
        humidity: current.relative_humidity_2m,
        precipitation: current.precipitation,
        windSpeed: current.wind_speed_10m,
        windDirection: current.wind_direction_10m,
        weatherCode: current.weather_code,
      },
    };
  }

  async forecast({ latitude, longitude, timezone }: Place, signal: AbortSignal): Promise<Reading<ForecastDay[]>> {
    const params = { latitude, longitude, timezone, daily: dailyVariables.join(','), forecast_days: forecastDays };
    const { body } = await this.upstream.get({ url: this.forecastUrl, params }, forecastAnswer, signal);
    const { daily } = body;
    const value = daily.time.flatMap((date, day) => {
      const [temperatureMin, temperatureMax] = [daily.temperature_2m_min[day], daily.temperature_2m_max[day]];
      if (temperatureMin == null || temperatureMax == null) return [];
      return {
        date,
        temperatureMin,
        temperatureMax,
        precipitation: daily.precipitation_sum[day] ?? null,
        windSpeedMax: daily.wind_speed_10m_max[day] ?? null,
        weatherCode: daily.weather_code[day] ?? null,
      };
    });
    return { value };
  }

  private get forecastUrl(): string {
    return endpoint(this.config.OPEN_METEO_URL, 'v1/forecast');
  }
}

function endpoint(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path}`;
}

/** Open-Meteo sends no Retry-After; it says in words which of its limits was passed, and counts by the clock. */
function pauseSeconds(body: unknown): number | undefined {
  const reason = refusal.safeParse(body).data?.reason.toLowerCase() ?? '';
  const [, seconds] = Object.entries(limits).find(([name]) => reason.includes(name)) ?? [];
  return seconds && Math.ceil(seconds - ((Date.now() / 1000) % seconds));
}
