const places = [
  {
    id: 3143244,
    name: 'Oslo',
    latitude: 59.91273,
    longitude: 10.74609,
    elevation: 26,
    feature_code: 'PPLC',
    country_code: 'NO',
    timezone: 'Europe/Oslo',
    population: 1082575,
    country_id: 3144096,
    country: 'Norway',
    admin1: 'Oslo',
  },
  {
    id: 3451190,
    name: 'Rio de Janeiro',
    latitude: -22.90642,
    longitude: -43.18223,
    elevation: 5,
    feature_code: 'PPLA',
    country_code: 'BR',
    timezone: 'America/Sao_Paulo',
    population: 6747815,
    country_id: 3469034,
    country: 'Brazil',
    admin1: 'Rio de Janeiro',
  },
  {
    id: 2747373,
    name: "'s-Hertogenbosch",
    latitude: 51.69917,
    longitude: 5.30417,
    elevation: 9,
    feature_code: 'PPLA',
    country_code: 'NL',
    timezone: 'Europe/Amsterdam',
    population: 134520,
    country_id: 2750405,
    country: 'Netherlands',
    admin1: 'North Brabant',
  },
  // As the API does, it leaves out what it does not know.
  { id: 6255152, name: 'Antarctica', latitude: -78.15856, longitude: 16.40626, feature_code: 'CONT' },
];

const units: Record<string, string> = {
  temperature_2m: '°C',
  apparent_temperature: '°C',
  relative_humidity_2m: '%',
  precipitation: 'mm',
  wind_speed_10m: 'km/h',
  wind_direction_10m: '°',
  weather_code: 'wmo code',
  temperature_2m_min: '°C',
  temperature_2m_max: '°C',
  precipitation_sum: 'mm',
  wind_speed_10m_max: 'km/h',
};

/** `GET /v1/search`: without `results` when nothing is found. `Somewhere 17`, or any other number, is found. */
export function searchBody(name: string): object {
  const results: object[] = places.filter((place) => place.name.toLowerCase() === name.toLowerCase());
  const [, number] = /^somewhere (\d+)$/i.exec(name) ?? [];
  if (number)
    results.push({
      id: 9_000_000 + Number(number),
      name: `Somewhere ${number}`,
      latitude: Number(number) / 100,
      longitude: 10,
      country: 'Nowhere',
      timezone: 'UTC',
    });
  return { ...(results.length > 0 && { results }), generationtime_ms: 0.6 };
}

/** `GET /v1/forecast?current=…`. */
export function currentBody(query: URLSearchParams, temperature: number): object {
  const values: Record<string, number> = {
    temperature_2m: temperature,
    apparent_temperature: temperature - 3,
    relative_humidity_2m: 81,
    precipitation: 0.1,
    wind_speed_10m: 12.6,
    wind_direction_10m: 208,
    weather_code: 3,
  };
  const wanted = query.get('current')?.split(',') ?? [];
  return {
    ...placeOf(query),
    current_units: { time: 'iso8601', interval: 'seconds', ...pick(units, wanted) },
    current: { time: '2026-11-22T12:15', interval: 900, ...pick(values, wanted) },
  };
}

/** `GET /v1/forecast?daily=…`. */
export function dailyBody(query: URLSearchParams, temperature: number): object {
  const days = Array.from({ length: Number(query.get('forecast_days') ?? 7) }, (_, day) => day);
  const values: Record<string, (number | null)[]> = {
    temperature_2m_min: days.map((day) => temperature - 5 + day),
    temperature_2m_max: days.map((day) => temperature + day),
    precipitation_sum: days.map(() => 1.2),
    // The last days of a forecast can lack a value.
    wind_speed_10m_max: days.map((day) => (day === 6 ? null : 20)),
    weather_code: days.map(() => 61),
  };
  const wanted = query.get('daily')?.split(',') ?? [];
  return {
    ...placeOf(query),
    daily_units: { time: 'iso8601', ...pick(units, wanted) },
    daily: { time: days.map((day) => new Date(Date.UTC(2026, 10, 22 + day)).toISOString().slice(0, 10)), ...pick(values, wanted) },
  };
}

function placeOf(query: URLSearchParams): object {
  const timezone = query.get('timezone') ?? 'GMT';
  const latitude = Number(query.get('latitude'));
  const longitude = Number(query.get('longitude'));
  const utc_offset_seconds = timezone === 'Europe/Oslo' ? 3600 : 0;
  return {
    latitude,
    longitude,
    generationtime_ms: 0.07,
    utc_offset_seconds,
    timezone,
    timezone_abbreviation: timezone === 'GMT' ? 'GMT' : 'GMT+1',
    elevation: 26,
  };
}

/** As the API does: only what was asked for, and an error for a variable that it does not have. */
function pick<Value>(all: Record<string, Value>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(
    names.map((name) => {
      const value = all[name];
      if (value === undefined) throw new Error(`Open-Meteo has no variable ${name}`);
      return [name, value];
    }),
  );
}
