import type { ForecastDay } from '../../contracts/weather.js';
import { tenths } from './units.js';

/** Some hours of a forecast, in the units of {@link ForecastDay}. */
export interface Spell {
  /** When it begins; milliseconds since the epoch. */
  time: number;
  /** Whole hours, 12 at most. */
  hours: number;
  /** At its beginning; degrees Celsius. */
  temperature: number;
  /** At its beginning. */
  windSpeed: number | null;
  /** Of all its hours together; millimetres. */
  precipitation: number | null;
  weatherCode: number | null;
}

interface Hour {
  time: number;
  temperature: number | null;
  windSpeed: number | null;
  precipitation: number | null;
  weatherCode: number | null;
}

const hourMs = 3_600_000;
/** Less than half a day's hours say too little about its coldest and its warmest one. */
const enoughHours = 12;

/**
 * The days of a time zone that the spells cover enough of, in their order. An hour is of the day in which it begins, so a spell across
 * midnight gives each day its share of rain. A day's weather is its gravest: the highest code.
 */
export function localDays(spells: readonly Spell[], timezone: string): ForecastDay[] {
  const calendar = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone });
  const days = new Map<string, Hour[]>();
  for (const hour of spells.flatMap(hoursOf)) {
    const date = calendar.format(hour.time);
    days.set(date, [...(days.get(date) ?? []), hour]);
  }
  return [...days].filter(([, hours]) => hours.length >= enoughHours).flatMap(([date, hours]) => summary(date, hours));
}

function hoursOf({ time, hours, temperature, windSpeed, precipitation, weatherCode }: Spell): Hour[] {
  const share = precipitation === null ? null : precipitation / hours;
  return Array.from({ length: hours }, (_, hour) => ({
    time: time + hour * hourMs,
    ...(hour === 0 ? { temperature, windSpeed } : { temperature: null, windSpeed: null }),
    precipitation: share,
    weatherCode,
  }));
}

function summary(date: string, hours: readonly Hour[]): ForecastDay[] {
  const temperatures = known(hours.map(({ temperature }) => temperature));
  const precipitation = known(hours.map((hour) => hour.precipitation));
  if (temperatures.length === 0) return [];
  return [
    {
      date,
      temperatureMin: Math.min(...temperatures),
      temperatureMax: Math.max(...temperatures),
      precipitation: precipitation.length > 0 ? tenths(precipitation.reduce((sum, amount) => sum + amount)) : null,
      windSpeedMax: highest(hours.map(({ windSpeed }) => windSpeed)),
      weatherCode: highest(hours.map(({ weatherCode }) => weatherCode)),
    },
  ];
}

function highest(values: readonly (number | null)[]): number | null {
  const all = known(values);
  return all.length > 0 ? Math.max(...all) : null;
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}
