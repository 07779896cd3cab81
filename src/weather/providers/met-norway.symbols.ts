/**
 * MET Norway's weather symbols (https://github.com/metno/weathericons, weather/legend.csv) as WMO 4677 codes.
 * Two names have one s too many, as MET Norway has them. Sleet is rain and snow mixed: 68 and 69, in showers 83 and 84.
 */
export const wmoCodes: ReadonlyMap<string, number> = new Map([
  ['clearsky', 0],
  ['fair', 1],
  ['partlycloudy', 2],
  ['cloudy', 3],
  ['fog', 45],
  ['lightrain', 61],
  ['rain', 63],
  ['heavyrain', 65],
  ['lightsleet', 68],
  ['sleet', 69],
  ['heavysleet', 69],
  ['lightsnow', 71],
  ['snow', 73],
  ['heavysnow', 75],
  ['lightrainshowers', 80],
  ['rainshowers', 81],
  ['heavyrainshowers', 82],
  ['lightsleetshowers', 83],
  ['sleetshowers', 84],
  ['heavysleetshowers', 84],
  ['lightsnowshowers', 85],
  ['snowshowers', 86],
  ['heavysnowshowers', 86],
  ['lightrainandthunder', 95],
  ['rainandthunder', 95],
  ['heavyrainandthunder', 97],
  ['lightsleetandthunder', 95],
  ['sleetandthunder', 95],
  ['heavysleetandthunder', 97],
  ['lightsnowandthunder', 95],
  ['snowandthunder', 95],
  ['heavysnowandthunder', 97],
  ['lightrainshowersandthunder', 95],
  ['rainshowersandthunder', 95],
  ['heavyrainshowersandthunder', 97],
  ['lightssleetshowersandthunder', 95],
  ['sleetshowersandthunder', 95],
  ['heavysleetshowersandthunder', 97],
  ['lightssnowshowersandthunder', 95],
  ['snowshowersandthunder', 95],
  ['heavysnowshowersandthunder', 97],
]);

/** The code of a symbol, whose name can end in `_day`, `_night` or `_polartwilight`; null for one that is not known. */
export function weatherCodeOf(symbol: string): number | null {
  return wmoCodes.get(symbol.replace(/_(?:day|night|polartwilight)$/, '')) ?? null;
}
