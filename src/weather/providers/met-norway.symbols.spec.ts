import { describe, expect, it } from '@jest/globals';
import { weatherCodeOf, wmoCodes } from './met-norway.symbols.js';

/** Of https://github.com/metno/weathericons, weather/legend.csv. */
const documented =
  'clearsky fair partlycloudy cloudy lightrainshowers rainshowers heavyrainshowers lightrainshowersandthunder rainshowersandthunder heavyrainshowersandthunder lightsleetshowers sleetshowers heavysleetshowers lightssleetshowersandthunder sleetshowersandthunder heavysleetshowersandthunder lightsnowshowers snowshowers heavysnowshowers lightssnowshowersandthunder snowshowersandthunder heavysnowshowersandthunder lightrain rain heavyrain lightrainandthunder rainandthunder heavyrainandthunder lightsleet sleet heavysleet lightsleetandthunder sleetandthunder heavysleetandthunder lightsnow snow heavysnow lightsnowandthunder snowandthunder heavysnowandthunder fog'.split(
    ' ',
  );

describe("MET Norway's symbols", () => {
  it('are all known, and no other', () => {
    expect([...wmoCodes.keys()].sort()).toEqual([...documented].sort());
    expect(documented).toHaveLength(41);
  });

  it.each(documented)('%s has a code, by day, by night and in polar twilight', (symbol) => {
    for (const variant of ['', '_day', '_night', '_polartwilight']) expect(weatherCodeOf(`${symbol}${variant}`)).toBe(wmoCodes.get(symbol));
    expect(wmoCodes.get(symbol)).toBeLessThanOrEqual(99);
  });

  it.each(['', 'toString', 'hurricane_day', 'rain_dusk'])('"%s" has none', (symbol) => {
    expect(weatherCodeOf(symbol)).toBeNull();
  });
});
