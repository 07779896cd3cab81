import type { ForecastDay, WeatherView } from '../contracts/weather.js';

const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });

/** `Oslo, Norway` */
export function placeName({ city }: WeatherView): string {
  return city.country === null ? city.name : `${city.name}, ${city.country}`;
}

/** The forecast for those who do not see it: a sentence for each day. */
export function describe(report: WeatherView): string[] {
  const days = report.forecast.map(sentence);
  const begin = days.length === 0 ? [noForecast] : days;
  return [...begin, ...(report.stale ? ['These are older data.'] : []), `${report.attribution}.`];
}

export const noForecast = 'There is no forecast at the moment.';

function sentence({ date, temperatureMin, temperatureMax, precipitation, windSpeedMax }: ForecastDay): string {
  const temperature = `${temperatureMin} to ${temperatureMax} °C`;
  return `${longDay.format(Date.parse(date))}: ${temperature}, ${rain(precipitation)}, ${wind(windSpeedMax)}.`;
}

function rain(millimetres: number | null): string {
  if (millimetres === null) return 'rain unknown';
  return millimetres === 0 ? 'no rain' : `${millimetres} mm of rain or melted snow`;
}

function wind(kilometresPerHour: number | null): string {
  return kilometresPerHour === null ? 'wind unknown' : `wind up to ${kilometresPerHour} km/h`;
}
