import { type CityColumns, type Country, encodeIndex } from './city-index-format.js';
import { fold } from './fold.js';
import { type GeoNamesPlace, parsePlace } from './geonames.js';
import { encodeKeys, longestKey } from './sorted-keys.js';
import { weightOf } from './weight.js';

/** Parts of places, and places that are no more. */
const leftOut = new Set(['PPLX', 'PPLH', 'PPLCH', 'PPLQ', 'PPLW']);
/** Country names in these may follow a comma. */
const hintLanguages = ['en', 'de', 'fr', 'es'];

interface Key {
  /** A character per byte of UTF-8, so that strings are ordered as the bytes are. */
  bytes: string;
  place: number;
  own: boolean;
  weight: number;
}

/** Makes the index of what GeoNames says, line by line; takes some seconds and some hundred megabytes for all cities of the world. */
export async function compileIndex(lines: AsyncIterable<string> | Iterable<string>, fingerprint: string): Promise<Uint8Array> {
  const places: GeoNamesPlace[] = [];
  for await (const line of lines) {
    const place = parsePlace(line);
    if (!leftOut.has(place.featureCode)) places.push(place);
  }
  places.sort((one, other) => other.population - one.population || one.id - other.id);

  const timezones = new Numbering<string>();
  const countries = new Numbering<string>();
  const regions = new Numbering<string>();
  const keys = places.flatMap(keysOf).sort(inOrder);
  const { bytes, blocks } = encodeKeys(keys.map((key) => key.bytes));
  const columns: CityColumns = {
    ids: Uint32Array.from(places, ({ id }) => id),
    latitudes: Int32Array.from(places, ({ latitude }) => Math.round(latitude * 100_000)),
    longitudes: Int32Array.from(places, ({ longitude }) => Math.round(longitude * 100_000)),
    populations: Uint32Array.from(places, ({ population }) => population),
    regions: Uint16Array.from(places, ({ countryCode, admin1 }) => regions.of(`${countries.of(countryCode)} ${admin1 === '00' ? '' : admin1}`)),
    timezones: Uint16Array.from(places, ({ timezone }) => timezones.of(timezone)),
    ...nameColumns(places),
    keyBlocks: blocks,
    keys: bytes,
    owners: Uint32Array.from(keys, ({ place, own }) => place * 2 + (own ? 1 : 0)),
  };
  const labels = {
    fingerprint,
    timezones: timezones.all,
    countries: countries.all.map(countryOf),
    regions: regions.all.map((region) => {
      const [country, code] = region.split(' ');
      return { country: Number(country), code: code === '' || code === undefined ? null : code };
    }),
  };
  return encodeIndex(labels, columns);
}

function keysOf(place: GeoNamesPlace, number: number): Key[] {
  const own = new Set([fold(place.name), fold(place.asciiName)]);
  const all = new Set([...own, ...place.alternateNames.split(',').filter((name) => !isTransliteration(name)).map(fold)]);
  return [...all]
    .map((key) => ({ bytes: Buffer.from(key).toString('latin1'), place: number, own: own.has(key), weight: weightOf(place.population, own.has(key)) }))
    .filter(({ bytes: { length } }) => length > 0 && length <= longestKey);
}

function inOrder(one: Key, other: Key): number {
  if (one.bytes !== other.bytes) return one.bytes < other.bytes ? -1 : 1;
  return other.weight - one.weight || one.place - other.place;
}

/** GeoNames spells out other scripts in small letters, which nobody types and which are other cities' names: Paris is `ba li`, too. */
function isTransliteration(name: string): boolean {
  return /^[^\P{ASCII}A-Z\d]+$/u.test(name);
}

function nameColumns(places: readonly GeoNamesPlace[]): Pick<CityColumns, 'names' | 'nameStarts'> {
  const names = places.map(({ name }) => Buffer.from(name));
  const nameStarts = new Uint32Array(names.length + 1);
  for (const [place, { length }] of names.entries()) nameStarts[place + 1] = (nameStarts[place] ?? 0) + length;
  return { names: Buffer.concat(names), nameStarts };
}

/** Its names are the Unicode CLDR's, as Node knows them. */
function countryOf(code: string): Country {
  const named = (language: string, style: 'long' | 'short') => new Intl.DisplayNames(language, { type: 'region', style, fallback: 'none' }).of(code) ?? '';
  // Short names of two letters are codes of other countries: the United Kingdom is RU in Spanish.
  const names = hintLanguages.flatMap((language) => [fold(named(language, 'long')), fold(named(language, 'short'))]).filter(({ length }) => length > 2);
  return { code, name: named('en', 'long') || null, hints: [...new Set([fold(code), fold(named('en', 'short')), ...names])].filter((hint) => hint !== '') };
}

/** Numbers values in the order in which they first come. */
class Numbering<Value> {
  private readonly numbers = new Map<Value, number>();

  get all(): Value[] {
    return [...this.numbers.keys()];
  }

  of(value: Value): number {
    const number = this.numbers.get(value) ?? this.numbers.size;
    this.numbers.set(value, number);
    return number;
  }
}
