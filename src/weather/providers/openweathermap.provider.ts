import { Inject, Injectable } from '@nestjs/common';
import type { CurrentWeather, ForecastDay } from '../../contracts/weather.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Upstream, UpstreamRequest } from '../../platform/upstream/upstream.js';
import { Upstreams } from '../../platform/upstream/upstreams.js';
import { type Spell, localDays } from './local-days.js';
import { weatherCodeOf } from './openweathermap.conditions.js';
import { type Conditions, currentAnswer, forecastAnswer } from './openweathermap.schemas.js';
import { kilometresPerHour, tenths } from './units.js';
import type { Place, Reading, WeatherProvider } from '../weather.provider.js';

const hourMs = 3_600_000;
/** What a free key may: 60 calls a minute, and 1,000,000 a month, of which this is a day's share. */
const allowed = { perMinute: 60, perDay: 32_000 };

/** OpenWeather's current weather and 5 day forecast (https://openweathermap.org), asked with the key OPENWEATHER_API_KEY. */
@Injectable()
export class OpenWeatherMapProvider implements WeatherProvider {
  readonly name = 'openweathermap';
  readonly attribution = 'Weather data provided by OpenWeather (https://openweathermap.org/), CC BY-SA 4.0';
  private readonly upstream: Upstream;

  constructor(
    upstreams: Upstreams,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.upstream = upstreams.open({ name: this.name, timeoutMs: config.WEATHER_TIMEOUT_MS, allowance: { atOnce: config.WEATHER_CONCURRENCY, ...allowed } });
  }

  async current(place: Place, signal: AbortSignal): Promise<Reading<CurrentWeather>> {
    const { body } = await this.upstream.get(this.request('weather', place), currentAnswer, signal);
    return {
      value: {
        time: new Date(body.dt).toISOString(),
        temperature: body.main.temp,
        apparentTemperature: body.main.feels_like,
        humidity: body.main.humidity,
        precipitation: tenths(fallen(body, '1h')),
        windSpeed: kilometresPerHour(body.wind.speed),
        windDirection: body.wind.deg,
        weatherCode: codeOf(body),
      },
    };
  }

  async forecast(place: Place, signal: AbortSignal): Promise<Reading<ForecastDay[]>> {
    const { body } = await this.upstream.get(this.request('forecast', place), forecastAnswer, signal);
    return { value: localDays(spells(body.list), place.timezone) };
  }

  private request(what: 'weather' | 'forecast', { latitude, longitude }: Place): UpstreamRequest {
    return {
      url: `${this.config.OPENWEATHER_URL.replace(/\/+$/, '')}/data/2.5/${what}`,
      params: { lat: latitude, lon: longitude, units: 'metric', appid: this.config.OPENWEATHER_API_KEY ?? '' },
    };
  }
}

/** From each step to the next one, which tells what fell between them; so the last one tells of no hour. */
function spells(steps: readonly Conditions[]): Spell[] {
  return steps.slice(0, -1).flatMap((step, index) => {
    const next = steps[index + 1];
    const hours = next ? (next.dt - step.dt) / hourMs : 0;
    // Across a gap we know nothing.
    if (!next || hours !== 3) return [];
    const { main, wind } = step;
    return {
      time: step.dt,
      hours,
      temperature: main.temp,
      precipitation: fallen(next, '3h'),
      windSpeed: kilometresPerHour(wind.speed),
      weatherCode: codeOf(step),
    };
  });
}

/** Rain and snow, in millimetres; it leaves out what did not fall. */
function fallen({ rain, snow }: Conditions, hours: '1h' | '3h'): number {
  return (rain?.[hours] ?? 0) + (snow?.[hours] ?? 0);
}

/** The first condition is the main one. */
function codeOf({ weather }: Conditions): number | null {
  const [main] = weather;
  return main ? weatherCodeOf(main.id) : null;
}
