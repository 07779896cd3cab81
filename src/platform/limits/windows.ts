import type { Rates } from '../config/schema.js';

/** So many in so many seconds. */
export interface Window {
  name: string;
  points: number;
  seconds: number;
}

const units = [['perSecond', 'second', 1], ['perMinute', 'minute', 60], ['perHour', 'hour', 3_600], ['perDay', 'day', 86_400]] as const;

/** The windows of a limit, the shortest first: it bears the limit's own name, a longer one says which it is, as `register-hour` does. */
export function windowsOf(name: string, rates: Rates): Window[] {
  const windows = units.flatMap(([rate, unit, seconds]) => {
    const points = rates[rate];
    return points === undefined ? [] : { name: `${name}-${unit}`, points, seconds };
  });
  return windows.map((window, n) => (n === 0 ? { ...window, name } : window));
}
