import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { fuzz } from '../fuzz/campaign.js';
import type { Who } from '../fuzz/requests.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { bootService } from './support/service.js';
import { aSignedInUser, anAdmin } from './support/users.js';

const service = bootService({ worker: false, weather: new OpenMeteoDouble(), environment: { PASSWORD_HASH_MEMORY_KIB: '8', PASSWORD_HASH_ITERATIONS: '1' } });

const tokenOf = async (who: Who): Promise<string | undefined> => {
  if (who === 'nobody') return undefined;
  if (who === 'forger') return 'a.b.c';
  return (await (who === 'admin' ? anAdmin(service) : aSignedInUser(service))).accessToken;
};

/** Of a machine that runs other tests beside it; `npm run fuzz` allows 5 s. */
const longestMs = 12_000;

describe.each([1, randomInt(2 ** 31)])('thousands of requests made from the OpenAPI document, with seed %i', (seed) => {
  it('are answered as the document says, by a process that stays well', async () => {
    const { findings, tallies } = await fuzz({ url: service.url, requests: 2_000, seed, longestMs, tokenOf });

    expect(findings).toEqual([]);
    expect(tallies.filter(({ operation, requests }) => requests === 0 && !/sync-endpoint/.test(operation))).toEqual([]);
    expect(service.api.running).toBe(true);
    expect((await service.get('/health/live')).status).toBe(200);
  }, 180_000);
});
