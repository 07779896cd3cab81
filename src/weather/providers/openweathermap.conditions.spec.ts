import { describe, expect, it } from '@jest/globals';
import { weatherCodeOf, wmoCodes } from './openweathermap.conditions.js';

/** Of https://openweathermap.org/weather-conditions. */
const documented = [
  [200, 201, 202, 210, 211, 212, 221, 230, 231, 232],
  [300, 301, 302, 310, 311, 312, 313, 314, 321],
  [500, 501, 502, 503, 504, 511, 520, 521, 522, 531],
  [600, 601, 602, 611, 612, 613, 615, 616, 620, 621, 622],
  [701, 711, 721, 731, 741, 751, 761, 762, 771, 781],
  [800, 801, 802, 803, 804],
].flat();

describe("OpenWeather's conditions", () => {
  it('are all known, and no other', () => {
    expect(Object.keys(wmoCodes).map(Number)).toEqual(documented);
    for (const id of documented) expect([id, weatherCodeOf(id)]).toEqual([id, expect.any(Number)]);
    expect(Math.max(...Object.values(wmoCodes))).toBeLessThanOrEqual(99);
  });

  it('are grave in the order of their codes', () => {
    const [clear, cloudy, fog, rain, snow, storm] = [800, 804, 741, 501, 601, 211].map(weatherCodeOf);

    expect([storm, rain, clear, snow, fog, cloudy].sort((one, other) => (one ?? 0) - (other ?? 0))).toEqual([clear, cloudy, fog, rain, snow, storm]);
  });

  it.each([0, 900, 1e9, -1])('%s has none', (id) => {
    expect(weatherCodeOf(id)).toBeNull();
  });
});
