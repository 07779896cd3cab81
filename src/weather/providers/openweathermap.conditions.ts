/** OpenWeather's condition ids (https://openweathermap.org/weather-conditions) as WMO 4677 codes. */
export const wmoCodes: Readonly<Record<number, number>> = {
  // Thunderstorm, with rain or drizzle or neither.
  200: 95, 201: 95, 202: 97, 210: 95, 211: 95, 212: 97, 221: 95, 230: 95, 231: 95, 232: 95,
  // Drizzle.
  300: 51, 301: 53, 302: 55, 310: 58, 311: 58, 312: 59, 313: 80, 314: 81, 321: 80,
  // Rain, freezing rain, showers.
  500: 61, 501: 63, 502: 65, 503: 65, 504: 65, 511: 66, 520: 80, 521: 81, 522: 82, 531: 81,
  // Snow, sleet, showers.
  600: 71, 601: 73, 602: 75, 611: 68, 612: 83, 613: 84, 615: 68, 616: 69, 620: 85, 621: 86, 622: 86,
  // Mist, smoke, haze, whirls of dust, fog, sand, dust, ash, squalls, tornado.
  701: 10, 711: 4, 721: 5, 731: 8, 741: 45, 751: 7, 761: 6, 762: 4, 771: 18, 781: 19,
  // Clear, and clouds: few, scattered, broken, overcast.
  800: 0, 801: 1, 802: 2, 803: 3, 804: 3,
};

/** The code of a condition; null for one that is not known. */
export function weatherCodeOf(id: number): number | null {
  return wmoCodes[id] ?? null;
}
