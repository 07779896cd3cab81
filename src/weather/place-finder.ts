import { Inject, Injectable } from '@nestjs/common';
import { CitiesService } from '../cities/cities.service.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { AnswerCache, type Freshness } from '../platform/upstream/answers/answer-cache.js';
import { UpstreamUnreachable } from '../platform/upstream/upstream.errors.js';
import { CityNotFound } from './weather.errors.js';
import { GEOCODER, type Geocoder, type Place } from './weather.provider.js';

const hourMs = 3_600_000;
/** Places stay where they are, but people can type anything, and each name is kept. */
const freshness: Freshness = { freshMs: hourMs, staleWhileRevalidateMs: hourMs, staleIfErrorMs: 6 * hourMs };

/** From what people type to a place: out of our own list, else by the geocoder's. */
@Injectable()
export class PlaceFinder {
  constructor(
    private readonly cities: CitiesService,
    private readonly cache: AnswerCache,
    @Inject(GEOCODER) private readonly geocoder: Geocoder | undefined,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws CityNotFound, or what the geocoder throws */
  async find(query: string, signal: AbortSignal): Promise<Place> {
    const known = this.cities.find(query);
    if (known) {
      const { name, country, latitude, longitude, timezone } = known;
      return { name, country, latitude, longitude, timezone };
    }
    const located = await this.locate(query, signal);
    if (!located) throw new CityNotFound(this.cities.near(query));
    return located;
  }

  private async locate(query: string, signal: AbortSignal): Promise<Place | null> {
    const { geocoder } = this;
    if (!geocoder) return null;
    const key = `place:${query.toLowerCase()}`;
    const deadlineMs = 2 * this.config.WEATHER_TIMEOUT_MS;
    const fetch = async (call: AbortSignal) => ({ value: (await geocoder.locate(query, call)) ?? null });
    try {
      return (await this.cache.read({ key, freshness, deadlineMs, fetch }, signal)).value;
    } catch (error) {
      // Work without internet has our own list alone.
      if (error instanceof UpstreamUnreachable && this.config.WEATHER_PROVIDERS.includes('sample')) return null;
      throw error;
    }
  }
}
