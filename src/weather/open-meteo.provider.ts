import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import { BulkheadRejectedError, bulkhead } from 'cockatiel';
import { firstValueFrom } from 'rxjs';
import type { z } from 'zod';
import { CodedError, TooBusy } from '../contracts/errors.js';
import type { CurrentWeather, ForecastDay } from '../contracts/weather.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { outgoingFailure } from '../platform/http/outgoing-failure.js';
import { currentAnswer, currentVariables, dailyVariables, forecastAnswer, geocodingAnswer } from './open-meteo.schemas.js';
import { CityNotFound, UpstreamInvalid, UpstreamTimeout, UpstreamUnavailable } from './weather.errors.js';
import type { Place, WeatherProvider } from './weather.provider.js';

const forecastDays = 7;
/** Calls that may wait while WEATHER_CONCURRENCY others run. */
const line = 500;
const tooManyRequests = 429;

type Query = Record<string, string | number>;

/** Open-Meteo's own API (https://open-meteo.com, CC BY 4.0), or a self-hosted one at OPEN_METEO_URL and OPEN_METEO_GEOCODING_URL. */
@Injectable()
export class OpenMeteoProvider implements WeatherProvider {
  readonly name = 'open-meteo';
  private readonly limit;

  constructor(
    private readonly http: HttpService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.limit = bulkhead(config.WEATHER_CONCURRENCY, line);
  }

  async locate(city: string, signal: AbortSignal): Promise<Place> {
    const url = endpoint(this.config.OPEN_METEO_GEOCODING_URL, 'v1/search');
    const { results = [] } = await this.get(url, { name: city, count: 1, language: 'en', format: 'json' }, geocodingAnswer, signal);
    const [place] = results;
    if (!place) throw new CityNotFound();
    const { name, country = null, latitude, longitude, timezone } = place;
    return { name, country, latitude, longitude, timezone: timezone ?? 'UTC' };
  }

  async current({ latitude, longitude }: Place, signal: AbortSignal): Promise<CurrentWeather> {
    const answer = await this.get(this.forecastUrl, { latitude, longitude, current: currentVariables.join(',') }, currentAnswer, signal);
    const { current, utc_offset_seconds: offset } = answer;
    return {
      time: new Date(Date.parse(`${current.time.slice(0, 16)}Z`) - offset * 1000).toISOString(),
      temperature: current.temperature_2m,
      apparentTemperature: current.apparent_temperature,
      humidity: current.relative_humidity_2m,
      precipitation: current.precipitation,
      windSpeed: current.wind_speed_10m,
      windDirection: current.wind_direction_10m,
      weatherCode: current.weather_code,
    };
  }

  async forecast({ latitude, longitude, timezone }: Place, signal: AbortSignal): Promise<ForecastDay[]> {
    const query = { latitude, longitude, timezone, daily: dailyVariables.join(','), forecast_days: forecastDays };
    const { daily } = await this.get(this.forecastUrl, query, forecastAnswer, signal);
    return daily.time.flatMap((date, day) => {
      const [temperatureMin, temperatureMax] = [daily.temperature_2m_min[day], daily.temperature_2m_max[day]];
      if (temperatureMin === undefined || temperatureMax === undefined) return [];
      return {
        date,
        temperatureMin,
        temperatureMax,
        precipitation: daily.precipitation_sum[day] ?? null,
        windSpeedMax: daily.wind_speed_10m_max[day] ?? null,
        weatherCode: daily.weather_code[day] ?? null,
      };
    });
  }

  private get forecastUrl(): string {
    return endpoint(this.config.OPEN_METEO_URL, 'v1/forecast');
  }

  private async get<Answer extends z.ZodType>(url: string, params: Query, answer: Answer, signal: AbortSignal): Promise<z.infer<Answer>> {
    try {
      const { data } = await this.limit.execute(async () => firstValueFrom(this.http.get<unknown>(url, { params, signal })), signal);
      return answer.parse(data);
    } catch (error) {
      throw this.explain(error, signal);
    }
  }

  private explain(error: unknown, signal: AbortSignal): CodedError {
    if (signal.aborted) return new UpstreamTimeout(this.name, error);
    if (error instanceof BulkheadRejectedError) return new TooBusy('Too many people are asking for the weather.', 5);
    const failure = outgoingFailure(error);
    if (failure.kind === 'unreachable') return new UpstreamUnavailable(this.name, error);
    if (failure.kind === 'answered' && failure.status === tooManyRequests) return new UpstreamUnavailable(this.name, error, 60);
    return new UpstreamInvalid(this.name, error);
  }
}

function endpoint(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path}`;
}
