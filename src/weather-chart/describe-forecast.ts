import type { ForecastDay, WeatherView } from '../contracts/weather.js';

const decimals = (digits: number) => new Intl.NumberFormat('en-GB', { maximumFractionDigits: digits, signDisplay: 'negative' });
const whole = decimals(0);
const tenths = decimals(1);
const date = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });
const fullDay = date({ weekday: 'long', day: 'numeric', month: 'long' });
const moment = date({ day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });

/** The forecast as sentences, for those who hear its picture rather than see it. Plain text: whoever puts it into a document escapes it. */
export function describeForecast(report: WeatherView): string {
  const days = report.forecast.length > 0 ? report.forecast.map(describeDay) : ['There is no forecast.'];
  const age = report.stale ? [`${olderData(report)}.`] : [];
  return [`Weather forecast for ${placeName(report)}.`, ...age, ...days, source(report)].join(' ');
}

/** The city with its country, when that is known. */
export function placeName({ city }: WeatherView): string {
  return city.country === null ? city.name : `${city.name}, ${city.country}`;
}

/** Who made the forecast, in the words that their licence asks for. */
export function source(report: WeatherView): string {
  return `Source: ${report.source}. ${report.attribution}`;
}

/** What a reader of a stale report is to know. */
export function olderData({ fetchedAt }: WeatherView): string {
  return `Older data, of ${moment.format(new Date(fetchedAt))} UTC`;
}

/** Whole degrees, with a true minus. */
export function degrees(celsius: number): string {
  return whole.format(celsius).replace('-', '−');
}

/** Millimetres, with tenths only where they matter. A trace of rain is not none. */
export function millimetres(amount: number): string {
  if (amount > 0 && amount < 0.05) return '<0.1';
  return (amount < 9.95 ? tenths : whole).format(amount);
}

/** Whole kilometres per hour. */
export function windSpeed(kilometresPerHour: number): string {
  return whole.format(kilometresPerHour);
}

/** What may fall in these days: providers count snow as the water it melts to. */
export function precipitationName(days: ForecastDay[]): string {
  return days.some(({ temperatureMin }) => temperatureMin < 0) ? 'Rain or snow' : 'Rain';
}

function describeDay(day: ForecastDay): string {
  const name = precipitationName([day]).toLowerCase();
  const rain =
    day.precipitation === null
      ? `${name} unknown`
      : day.precipitation === 0
        ? `no ${name}`
        : `${millimetres(day.precipitation).replace('<', 'less than ')} mm of ${name}`;
  const wind = day.windSpeedMax === null ? 'wind unknown' : `wind up to ${windSpeed(day.windSpeedMax)} km/h`;
  return `${fullDay.format(new Date(day.date))}: ${degrees(day.temperatureMin)} to ${degrees(day.temperatureMax)} °C, ${rain}, ${wind}.`;
}
