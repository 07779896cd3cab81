import { Injectable } from '@nestjs/common';
import type { WeatherView } from '../contracts/weather.js';
import { about } from '../platform/config/about.js';
import { Cacheable } from '../platform/http/server/cacheable.js';
import type { Caller } from '../platform/http/routes/caller.js';
import { AnswerCache, type Freshness } from '../platform/upstream/answers/answer-cache.js';
import type { WeatherAnswer } from '../weather/weather-answer.js';
import { WeatherService } from '../weather/weather.service.js';
import type { Theme } from './draw.js';
import { ForecastCharts } from './forecast-charts.js';

type Format = 'svg' | 'png';

const types: Record<Format, string> = { svg: 'image/svg+xml; charset=utf-8', png: 'image/png' };
/** The same weather is the same picture, so that one is never old; it is let go of when its weather is fetched anew. Redis holds more than pictures. */
const freshness: Freshness = { freshMs: 600_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
const deadlineMs = 5_000;

/** A city's weather as a picture, drawn once for all processes. */
@Injectable()
export class WeatherChartService {
  constructor(
    private readonly weather: WeatherService,
    private readonly charts: ForecastCharts,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws what {@link WeatherService.answer} throws; TooBusy */
  async svg(city: string, theme: Theme | undefined, { signal }: Caller): Promise<Cacheable> {
    const weather = await this.weather.answer(city, { signal });
    return cacheable(weather, 'svg', theme, Buffer.from(await this.picture(weather, 'svg', theme, signal)));
  }

  /** The same as pixels. */
  async png(city: string, theme: Theme | undefined, { signal }: Caller): Promise<Cacheable> {
    const weather = await this.weather.answer(city, { signal });
    return cacheable(weather, 'png', theme, Buffer.from(await this.picture(weather, 'png', theme, signal), 'base64'));
  }

  /** An SVG as it is, a PNG in base64. */
  private async picture({ view: report, etag }: WeatherAnswer, format: Format, theme: Theme | undefined, signal: AbortSignal): Promise<string> {
    const key = `chart:${nameOf(etag, format, theme)}`;
    const fetch = async () => ({ value: await this.draw(report, format, theme) });
    return (await this.cache.read({ key, freshness, deadlineMs, fetch }, signal)).value;
  }

  private async draw(report: WeatherView, format: Format, theme: Theme | undefined): Promise<string> {
    return format === 'svg' ? this.charts.svg(report, theme) : (await this.charts.png(report, theme)).toString('base64');
  }
}

function cacheable({ etag, cacheControl, fetchedAt: madeAt }: WeatherAnswer, format: Format, theme: Theme | undefined, body: Buffer): Cacheable {
  return new Cacheable({ type: types[format], body, etag: `"${nameOf(etag, format, theme)}"`, cacheControl, madeAt });
}

/** Another release may draw the same weather in another way. */
function nameOf(etag: string, format: Format, theme: Theme | undefined): string {
  return [about.version, etag.replaceAll('"', ''), format, theme ?? 'auto'].join(':');
}
