import { readFile } from 'node:fs/promises';
import { type CityColumns, type CityLabels, type Country, decodeIndex } from './city-index-format.js';
import { SortedKeys } from './sorted-keys.js';
import { weightOf } from './weight.js';

/** A place of GeoNames. */
export interface City {
  /** GeoNames id. */
  id: number;
  /** GeoNames' own name for it, by whichever it was asked for. */
  name: string;
  /** English name; null when nobody knows. */
  country: string | null;
  /** ISO 3166-1 alpha-2. */
  countryCode: string;
  /** Code of the first-level administrative division, such as a US state's; null when there is none. */
  region: string | null;
  /** Degrees, as is the longitude. */
  latitude: number;
  longitude: number;
  /** IANA name. */
  timezone: string;
  /** 0 when it is not known. */
  population: number;
}

const file = new URL('./cities.bin', import.meta.url);
/** What no key has: none goes on with the first, and all that go on come before the second. */
const afterExact = 0x00;
const afterPrefix = 0xff;

/** The compiled index of places, read in place: it is one block of memory, and no object per place. */
export class CityIndex {
  private readonly names: Buffer;

  private constructor(
    private readonly labels: CityLabels,
    private readonly columns: CityColumns,
    readonly keys: SortedKeys,
  ) {
    this.names = Buffer.from(columns.names.buffer, columns.names.byteOffset, columns.names.length);
  }

  /** Reads the file that the build has compiled. */
  static async load(): Promise<CityIndex> {
    const bytes = await readFile(file).catch((cause: unknown) => {
      throw new Error('The index of cities is missing; `npm run build` compiles it.', { cause });
    });
    return CityIndex.of(bytes);
  }

  static of(bytes: Uint8Array): CityIndex {
    const { labels, columns } = decodeIndex(bytes);
    return new CityIndex(labels, columns, new SortedKeys(columns.keys, columns.keyBlocks, columns.owners.length));
  }

  /** The first entry of a key, and of those that begin with it. The key is in the first `length` bytes, and `key` has room for one more. */
  start(key: Uint8Array, length: number): number {
    return this.keys.seek(key, length);
  }

  /** Past the last entry of this very key. */
  endOfExact(key: Uint8Array, length: number): number {
    key[length] = afterExact;
    return this.keys.seek(key, length + 1);
  }

  /** Past the last entry whose key begins with this. */
  endOfPrefix(key: Uint8Array, length: number): number {
    key[length] = afterPrefix;
    return this.keys.seek(key, length + 1);
  }

  /** The place that has this key: places are numbered from 0, the most populous first. */
  placeAt(entry: number): number {
    return (this.columns.owners[entry] ?? 0) >>> 1;
  }

  weightAt(entry: number): number {
    const owner = this.columns.owners[entry] ?? 0;
    return weightOf(this.columns.populations[owner >>> 1] ?? 0, (owner & 1) === 1);
  }

  /** A number that places of the same region of the same country have in common. */
  regionOf(place: number): number {
    return this.columns.regions[place] ?? 0;
  }

  /** Whether a region's code, or its country's code or name, is this folded text. */
  isCalled(region: number, hint: string): boolean {
    const { code } = this.regionAt(region);
    return code?.toLowerCase() === hint || this.countryOf(region).hints.includes(hint);
  }

  city(place: number): City {
    const { ids, latitudes, longitudes, populations, nameStarts, timezones } = this.columns;
    const region = this.regionOf(place);
    const country = this.countryOf(region);
    return {
      id: ids[place] ?? 0,
      name: this.names.toString('utf8', nameStarts[place], nameStarts[place + 1]),
      country: country.name,
      countryCode: country.code,
      region: this.regionAt(region).code,
      latitude: (latitudes[place] ?? 0) / 100_000,
      longitude: (longitudes[place] ?? 0) / 100_000,
      timezone: this.labels.timezones[timezones[place] ?? 0] ?? 'UTC',
      population: populations[place] ?? 0,
    };
  }

  private regionAt(region: number): CityLabels['regions'][number] {
    return this.labels.regions[region] ?? { country: -1, code: null };
  }

  private countryOf(region: number): Country {
    return this.labels.countries[this.regionAt(region).country] ?? { code: '', name: null, hints: [] };
  }
}
