import { describe, expect, it, jest } from '@jest/globals';
import { citySuggestions } from '../src/cities/cities.schemas.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';

// A busy neighbour can spoil one measurement, hardly three.
jest.retryTimes(2);

describe('GET /cities', () => {
  const service = bootService();
  const suggest = async (query: string) => (await service.get(`/cities?${query}`)).as(citySuggestions).items;
  const names = async (text: string) => (await suggest(`q=${encodeURIComponent(text)}`)).map(({ name, country }) => `${name}, ${country ?? ''}`);

  it('suggests cities as one types, the most populous first', async () => {
    const items = await suggest('q=lon');

    expect(items).toHaveLength(10);
    expect(items[0]).toEqual({
      name: 'London',
      country: 'United Kingdom',
      region: 'ENG',
      latitude: 51.50853,
      longitude: -0.12574,
      timezone: 'Europe/London',
      population: 7556900,
    });
    expect(new Set(items.map(({ latitude, longitude }) => `${latitude} ${longitude}`)).size).toBe(10);
  });

  it('may be kept for a day, by anyone', async () => {
    expect((await service.get('/cities?q=oslo')).headers.get('Cache-Control')).toBe('public, max-age=86400');
  });

  it.each([
    ['zuri', 'Zürich, Switzerland'],
    ['Zürich', 'Zürich, Switzerland'],
    ['REYKJAVÍ', 'Reykjavík, Iceland'],
    ['東京', 'Tokyo, Japan'],
    ['моск', 'Moscow, Russia'],
    ['القاهر', 'Cairo, Egypt'],
    ['muenchen', 'Munich, Germany'],
    ['new yor', 'New York City, United States'],
    ["'s-hertog", "'s-Hertogenbosch, Netherlands"],
    ['st. peters', 'Saint Petersburg, Russia'],
    ['paris', 'Paris, France'],
    ['par, us', 'Paradise, United States'],
    ['london,ca', 'London, Canada'],
    ['Portland, ME', 'Portland, United States'],
  ])('knows what %s begins', async (text, first) => {
    expect((await names(text))[0]).toBe(first);
  });

  it('gives as many as are asked for', async () => {
    expect(await suggest('q=s&limit=3')).toHaveLength(3);
    expect(await suggest('q=s&limit=20')).toHaveLength(20);
  });

  it('has an empty list for what begins no name', async () => {
    expect(await service.get('/cities?q=xqzzy')).toMatchObject({ status: 200, body: { items: [] } });
  });

  it.each([
    '',
    'q=',
    'q=%20',
    'q=...',
    'q=..%2Fetc',
    'q=a%00b',
    'q=a%0Ab',
    `q=${'x'.repeat(101)}`,
    `q=${'x'.repeat(7_000)}`,
    'q=%3Cb%3E',
    'q=,us',
    'q=a&q=b',
    'q=lon&limit=0',
    'q=lon&limit=21',
    'q=lon&limit=x',
    'q=lon&page=2',
  ])('refuses ?%s', async (query) => {
    const answer = await service.get(`/cities?${query}`);

    expectProblem(answer, 400, 'VALIDATION_FAILED');
    expect(answer.headers.has('Cache-Control')).toBe(false);
  });

  it.each(['s', 'a', 'lon', 's,us', 'м'])('takes next to no time for %s', async (text) => {
    const { headers } = await service.get(`/cities?q=${encodeURIComponent(text)}&limit=20`);

    expect(Number(headers.get('X-Process-Time'))).toBeLessThan(0.02);
  });
});
