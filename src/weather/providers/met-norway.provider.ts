import { Inject, Injectable } from '@nestjs/common';
import type { CurrentWeather, ForecastDay } from '../../contracts/weather.js';
import { about } from '../../platform/config/about.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Upstream } from '../../platform/upstream/upstream.js';
import { Upstreams } from '../../platform/upstream/upstreams.js';
import { type Spell, localDays } from './local-days.js';
import { type Step, compactAnswer } from './met-norway.schemas.js';
import { weatherCodeOf } from './met-norway.symbols.js';
import { kilometresPerHour } from './units.js';
import type { Place, Reading, WeatherProvider } from '../weather.provider.js';

const forecastDays = 9;
const hourMs = 3_600_000;
/** Half of the 20 that the terms allow, so that a window's end and the next one's beginning together stay within them. */
const perSecond = 10;
/** More are refused. */
const decimals = 4;

interface Document {
  /** One at least, in the order of time. */
  steps: Step[];
  expiresAt: number | undefined;
}

/**
 * MET Norway's Locationforecast 2.0 (https://api.met.no), used as https://api.met.no/doc/TermsOfService asks: we say who we are, do not ask
 * again before `Expires`, and then ask whether the answer changed. One document holds the weather now and that of the coming days.
 */
@Injectable()
export class MetNorwayProvider implements WeatherProvider {
  readonly name = 'met-norway';
  readonly attribution = 'Based on data from MET Norway (CC BY 4.0)';
  private readonly upstream: Upstream;

  constructor(
    upstreams: Upstreams,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.upstream = upstreams.open({
      name: this.name,
      timeoutMs: config.WEATHER_TIMEOUT_MS,
      allowance: { atOnce: config.WEATHER_CONCURRENCY, perSecond },
      httpCache: true,
    });
  }

  async current(place: Place, signal: AbortSignal): Promise<Reading<CurrentWeather>> {
    const { steps, expiresAt } = await this.document(place, signal);
    return { value: nearest(steps, Date.now()), expiresAt };
  }

  async forecast(place: Place, signal: AbortSignal): Promise<Reading<ForecastDay[]>> {
    const { steps, expiresAt } = await this.document(place, signal);
    return { value: localDays(spells(steps), place.timezone).slice(0, forecastDays), expiresAt };
  }

  private async document({ latitude, longitude }: Place, signal: AbortSignal): Promise<Document> {
    const request = {
      url: `${this.config.MET_NORWAY_URL.replace(/\/+$/, '')}/weatherapi/locationforecast/2.0/compact`,
      params: { lat: shortened(latitude), lon: shortened(longitude) },
      headers: { 'User-Agent': identity(this.config) },
    };
    const { body, headers } = await this.upstream.get(request, compactAnswer, signal);
    return { steps: body.properties.timeseries, expiresAt: expiry(headers.expires) };
  }
}

/** Our name and version, and where we can be written to: our page, or our sender's address while the page is only on this machine. */
function identity({ PUBLIC_URL, MAIL_FROM }: Pick<Config, 'PUBLIC_URL' | 'MAIL_FROM'>): string {
  const { origin, pathname, hostname } = new URL(PUBLIC_URL);
  const contact = hostname === 'localhost' ? MAIL_FROM.replace(/^.*<|>$/g, '') : `${origin}${pathname}`;
  return `${about.name}/${about.version} ${contact}`;
}

function shortened(degrees: number): number {
  return Number(degrees.toFixed(decimals));
}

function expiry(expires: string | undefined): number | undefined {
  const time = Date.parse(expires ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** The step nearest to `now`; its precipitation is that of the hour before it, which the previous step tells. */
function nearest(steps: readonly Step[], now: number): CurrentWeather {
  const distance = ({ time }: Step) => Math.abs(time - now);
  const step = steps.reduce((best, other) => (distance(other) < distance(best) ? other : best));
  const before = steps[steps.indexOf(step) - 1];
  const { instant, next_1_hours, next_6_hours } = step.data;
  const precipitation = before?.time === step.time - hourMs ? before.data.next_1_hours?.details?.precipitation_amount : undefined;
  return {
    time: new Date(step.time).toISOString(),
    temperature: instant.details.air_temperature,
    apparentTemperature: null,
    humidity: instant.details.relative_humidity,
    precipitation: precipitation ?? null,
    windSpeed: kilometresPerHour(instant.details.wind_speed),
    windDirection: instant.details.wind_from_direction,
    weatherCode: codeOf(next_1_hours ?? next_6_hours),
  };
}

/** Each step until the next one at most, though it may tell of six hours: so no hour is counted twice. The last one tells of none. */
function spells(steps: readonly Step[]): Spell[] {
  return steps.flatMap(({ time, data }, index) => {
    const following = steps[index + 1];
    const [period, length] = data.next_1_hours ? [data.next_1_hours, 1] : [data.next_6_hours, 6];
    if (!period) return [];
    const hours = following ? Math.min(length, Math.floor((following.time - time) / hourMs)) : length;
    const amount = period.details?.precipitation_amount ?? null;
    const { air_temperature, wind_speed } = data.instant.details;
    return {
      time,
      hours,
      temperature: air_temperature,
      precipitation: amount === null ? null : (amount * hours) / length,
      windSpeed: kilometresPerHour(wind_speed),
      weatherCode: codeOf(period),
    };
  });
}

function codeOf(period: Step['data']['next_1_hours']): number | null {
  return period?.summary ? weatherCodeOf(period.summary.symbol_code) : null;
}
