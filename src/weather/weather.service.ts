import { setMaxListeners } from 'node:events';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CodedError } from '../contracts/errors.js';
import type { WeatherView } from '../contracts/weather.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { Caller } from '../platform/http/routes/caller.js';
import { problemOf } from '../platform/http/problems/problem.js';
import { within } from '../platform/upstream/deadline.js';
import { PlaceFinder } from './place-finder.js';
import { WeatherAnswer } from './weather-answer.js';
import type { Place } from './weather.provider.js';
import type { CityWeather } from './weather.schemas.js';
import { WeatherSource } from './weather-source.js';

/** Answers that stand ready, as they are written. */
const mostReady = 2_000;
/** Never goes. */
const nobody = new AbortController();
setMaxListeners(0, nobody.signal);

/** The weather of a city, its parts fetched at the same time. */
@Injectable()
export class WeatherService {
  private readonly ready = new LRUCache<string, WeatherAnswer>({ max: mostReady });

  constructor(
    private readonly places: PlaceFinder,
    private readonly source: WeatherSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * For at most twice WEATHER_TIMEOUT_MS.
   * @throws CityNotFound; UpstreamUnavailable, UpstreamInvalid, UpstreamTimeout; TooBusy; or why the caller's signal aborted
   */
  async answer(city: string, caller: Pick<Caller, 'signal'> = nobody): Promise<WeatherAnswer> {
    const ready = this.ready.get(city);
    if (ready?.isFresh) return ready;
    const answer = await within(2 * this.config.WEATHER_TIMEOUT_MS, caller.signal, async (all) => this.gather(city, all));
    this.ready.set(city, answer);
    return answer;
  }

  /** The same as data. */
  async report(city: string, caller?: Pick<Caller, 'signal'>): Promise<WeatherView> {
    return (await this.answer(city, caller)).view;
  }

  /** Where the city is. @throws CityNotFound, or what the geocoder throws */
  async place(city: string): Promise<Place> {
    return within(this.config.WEATHER_TIMEOUT_MS, nobody.signal, async (signal) => this.places.find(city, signal));
  }

  /** The weather of a place, whose current part was fetched no longer than `oldestMs` milliseconds ago. @throws as {@link answer} */
  async renewed(place: Place, oldestMs: number): Promise<WeatherView> {
    const answer = await within(2 * this.config.WEATHER_TIMEOUT_MS, nobody.signal, async (all) => this.put(place, all, oldestMs));
    return answer.view;
  }

  /** Each city by itself: one that fails does not spoil the others. */
  async several(cities: readonly string[], { signal }: Pick<Caller, 'signal'>): Promise<CityWeather[]> {
    return Promise.all(cities.map(async (city) => {
      try {
        return { city, status: 200, weather: await this.report(city, { signal }) };
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        const { title, status, detail, code, suggestions } = problemOf(error);
        return { city, status, problem: { title, detail, code, suggestions } };
      }
    }));
  }

  private async gather(city: string, signal: AbortSignal): Promise<WeatherAnswer> {
    return this.put(await this.places.find(city, signal), signal);
  }

  private async put(place: Place, signal: AbortSignal, oldestMs?: number): Promise<WeatherAnswer> {
    const [current, forecast] = await Promise.all([this.source.read('current', place, signal, oldestMs), this.source.read('forecast', place, signal)]);
    return new WeatherAnswer(place, current, forecast);
  }
}
