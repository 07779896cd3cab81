import { describe, expect, it, jest } from '@jest/globals';
import type { CurrentWeather } from '../contracts/weather.js';
import type { Config } from '../platform/config/config.js';
import type { Logger } from '../platform/observability/logger.js';
import { CityNotFound, UpstreamInvalid, UpstreamUnavailable } from './weather.errors.js';
import type { Place, WeatherProvider } from './weather.provider.js';
import { WeatherService } from './weather.service.js';

const oslo: Place = { name: 'Oslo', country: 'Norway', latitude: 60, longitude: 11, timezone: 'Europe/Oslo' };

function provider(name: string, failure?: Error) {
  return {
    name,
    locate: jest.fn<WeatherProvider['locate']>(async () => (failure ? Promise.reject(failure) : Promise.resolve(oslo))),
    current: async () => Promise.resolve({ temperature: 7 } as CurrentWeather),
    forecast: async () => Promise.resolve([]),
  };
}

function service(...providers: WeatherProvider[]) {
  return new WeatherService(providers, { WEATHER_TIMEOUT_MS: 1_000 } as Config, { warn: jest.fn() } as unknown as Logger);
}

describe('WeatherService', () => {
  const away = new UpstreamUnavailable('first', new Error('ECONNREFUSED'));

  it('asks the first provider, and nobody else when it answers', async () => {
    const second = provider('second');

    expect(await service(provider('first'), second).report('Oslo')).toMatchObject({ city: oslo, source: 'first', stale: false });
    expect(second.locate).not.toHaveBeenCalled();
  });

  it('asks the next one when one cannot be reached', async () => {
    expect(await service(provider('first', away), provider('second')).report('Oslo')).toMatchObject({ source: 'second' });
  });

  it.each([new CityNotFound(), new UpstreamInvalid('first', undefined)])('asks nobody else after the answer %s', async (answer) => {
    const second = provider('second');

    await expect(service(provider('first', answer), second).report('Oslo')).rejects.toBe(answer);
    expect(second.locate).not.toHaveBeenCalled();
  });

  it('says so when nobody can be reached', async () => {
    await expect(service(provider('first', away), provider('second', away)).report('Oslo')).rejects.toBe(away);
    await expect(service().report('Oslo')).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });
});
