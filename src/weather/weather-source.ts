import { Inject, Injectable } from '@nestjs/common';
import type { CurrentWeather, ForecastDay } from '../contracts/weather.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { Outage } from '../platform/observability/outage.js';
import { type Answer, AnswerCache, type Freshness } from '../platform/upstream/answers/answer-cache.js';
import { UpstreamUnreachable } from '../platform/upstream/upstream.errors.js';
import { type Place, type Reading, WEATHER_PROVIDERS, type WeatherProvider } from './weather.provider.js';

/** A part of the weather, and whose it is. */
export interface Sourced<Value> {
  value: Value;
  source: string;
  attribution: string;
}

export interface Part<Value> extends Answer<Sourced<Value>> {
  freshness: Freshness;
}

interface Parts {
  current: CurrentWeather;
  forecast: ForecastDay[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Open-Meteo's current weather changes every 15 minutes, and its forecast with each run of a model, some hours apart. */
const freshnessOf: Record<keyof Parts, Freshness> = {
  current: { freshMs: 10 * minuteMs, staleWhileRevalidateMs: 10 * minuteMs, staleIfErrorMs: 12 * hourMs },
  forecast: { freshMs: hourMs, staleWhileRevalidateMs: hourMs, staleIfErrorMs: 24 * hourMs },
};

/** The parts of a place's weather: kept, or from the first provider that tells them. */
@Injectable()
export class WeatherSource {
  private readonly providers: readonly WeatherProvider[];
  /** Stands in only when no other can be reached and nothing is kept: it has nothing but made-up weather. */
  private readonly standIn: WeatherProvider | undefined;
  private readonly outage = new Outage();

  constructor(
    @Inject(WEATHER_PROVIDERS) providers: readonly WeatherProvider[],
    private readonly cache: AnswerCache,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.providers = providers.filter(({ name }) => name !== 'sample');
    this.standIn = providers.find(({ name }) => name === 'sample');
  }

  /**
   * For at most twice WEATHER_TIMEOUT_MS. What was fetched more than `oldestMs` milliseconds ago is fetched again, fresh or not.
   * @throws what the first provider threw, when nobody tells and nothing is kept
   */
  async read<Name extends keyof Parts>(name: Name, place: Place, signal: AbortSignal, oldestMs?: number): Promise<Part<Parts[Name]>> {
    const freshness = freshnessOf[name];
    const ask = async (provider: WeatherProvider, call: AbortSignal) => provider[name](place, call) as Promise<Reading<Parts[Name]>>;
    const question = {
      key: `${name}:${place.latitude.toFixed(4)},${place.longitude.toFixed(4)}`,
      freshness,
      oldestMs,
      deadlineMs: 2 * this.config.WEATHER_TIMEOUT_MS,
      fetch: async (call: AbortSignal) => this.fetch(ask, call),
    };
    try {
      return { ...(await this.cache.read(question, signal)), freshness };
    } catch (error) {
      if (!this.standIn || !(error instanceof UpstreamUnreachable)) throw error;
      if (this.providers.length > 0 && this.outage.fails()) this.logger.warn('the weather is sample data: no other provider was reached');
      const now = Date.now();
      return { value: sourced(this.standIn, await ask(this.standIn, signal)).value, fetchedAt: now, freshUntil: now + minuteMs, freshness };
    }
  }

  private async fetch<Value>(ask: (provider: WeatherProvider, signal: AbortSignal) => Promise<Reading<Value>>, signal: AbortSignal) {
    let failure: unknown;
    for (const provider of this.providers) {
      try {
        return sourced(provider, await ask(provider, signal));
      } catch (error) {
        signal.throwIfAborted();
        failure ??= error;
      }
    }
    throw failure instanceof Error ? failure : new UpstreamUnreachable('The weather', undefined);
  }
}

function sourced<Value>({ name, attribution }: WeatherProvider, { value, expiresAt }: Reading<Value>) {
  return { value: { value, source: name, attribution }, expiresAt };
}
