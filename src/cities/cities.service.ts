import { Injectable } from '@nestjs/common';
import { BestPlaces } from './best-places.js';
import type { CitySuggestions, SuggestionQuery } from './cities.schemas.js';
import { type City, CityIndex } from './city-index.js';
import { fold, foldInto } from './fold.js';
import { type NearPlace, placesNear } from './near-places.js';
import { longestKey } from './sorted-keys.js';

/** How many names a 404 may offer. */
const nearLimit = 5;

/**
 * From what people type to places. A text is a name, in any script and without regard to case, marks, spaces and punctuation, and after
 * commas any of: a country's code or name, a region's code (`paris`, `paris,us`, `portland,or,us`).
 */
@Injectable()
export class CitiesService {
  /** The name that is being looked up; nothing here waits, so that one is enough. It may be longer than any key there is. */
  private readonly key = Buffer.alloc(2 * longestKey);
  /** Where it is written: the index puts an end after it. */
  private readonly name = this.key.subarray(0, -1);

  constructor(private readonly index: CityIndex) {}

  /** The place that is called exactly so; of several the one that is meant most: see weight.ts. */
  find(query: string): City | undefined {
    const comma = query.indexOf(',');
    const length = this.readKey(query, comma);
    const first = this.index.start(this.key, length);
    const end = this.index.endOfExact(this.key, length);
    if (length === 0 || first === end) return undefined;
    if (comma < 0) return this.index.city(this.index.placeAt(first));

    const hints = hintsOf(query, comma);
    for (let entry = first; entry < end; entry++) {
      const place = this.index.placeAt(entry);
      if (this.isIn(this.index.regionOf(place), hints)) return this.index.city(place);
    }
    return undefined;
  }

  /** Up to `limit` places with a name that begins so, the most populous first; hints count when they are whole. */
  suggest(query: string, limit: number): City[] {
    const comma = query.indexOf(',');
    const length = this.readKey(query, comma);
    if (length === 0) return [];
    const end = this.index.endOfPrefix(this.key, length);
    const hints = comma < 0 ? [] : hintsOf(query, comma);
    const known = new Map<number, boolean>();
    const isIn = (region: number) => {
      const answer = known.get(region) ?? this.isIn(region, hints);
      known.set(region, answer);
      return answer;
    };
    const best = new BestPlaces(limit);
    for (let entry = this.index.start(this.key, length); entry < end; entry++) {
      const weight = this.index.weightAt(entry);
      if (!best.takes(weight)) continue;
      const place = this.index.placeAt(entry);
      if (hints.length === 0 || isIn(this.index.regionOf(place))) best.offer(place, weight);
    }
    return best.places.map((place) => this.index.city(place));
  }

  suggestions({ q, limit }: SuggestionQuery): CitySuggestions {
    return {
      items: this.suggest(q, limit).map(({ name, country, region, latitude, longitude, timezone, population }) => ({
        name,
        country,
        region,
        latitude,
        longitude,
        timezone,
        population,
      })),
    };
  }

  /** What may have been meant by a text that {@link find} does not know, such as `Oslo, Norway`: at most five, each of which it finds. */
  near(query: string): string[] {
    const [name = ''] = query.split(',', 1);
    const folded = fold(name);
    if (folded === '') return [];
    const near = placesNear(this.index, folded);
    const slips = near.filter(({ mistakes }) => mistakes <= 1);
    const others = near.filter(({ mistakes }) => mistakes > 1);
    const places = [...this.citiesOf(slips), ...this.suggest(name, nearLimit), ...this.citiesOf(others)];
    const names = new Set(places.map(({ name, country, countryCode }) => `${name}, ${country ?? countryCode}`));
    return [...names].filter((found) => this.find(found)).slice(0, nearLimit);
  }

  /** As many as are needed of them. */
  private citiesOf(near: readonly NearPlace[]): City[] {
    return [...new Set(near.map(({ place }) => place))].slice(0, nearLimit).map((place) => this.index.city(place));
  }

  private readKey(query: string, comma: number): number {
    return foldInto(this.name, query, comma < 0 ? query.length : comma);
  }

  private isIn(region: number, hints: readonly string[]): boolean {
    return hints.every((hint) => this.index.isCalled(region, hint));
  }
}

function hintsOf(query: string, comma: number): string[] {
  return query.slice(comma + 1).split(',').map(fold).filter((hint) => hint !== '');
}
