import { Injectable } from '@nestjs/common';
import type { CurrentWeather, ForecastDay } from '../../contracts/weather.js';
import type { Place, Reading, WeatherProvider } from '../weather.provider.js';

const forecastDays = 7;
const dayMs = 86_400_000;
/** The coldest day of the northern year: mid-January. */
const coldestDayOfYear = 15;
/** A rough climate by latitude: warm and even at the equator, cold and uneven at the poles; degrees Celsius. */
const equatorMean = 27;
const coolingPerDegree = 0.4;
const swingPerDegree = 0.2;

/** Plausible weather, made up from the place and the day, for work without internet. The same day always has the same weather. */
@Injectable()
export class SampleProvider implements WeatherProvider {
  readonly name = 'sample';
  readonly attribution = 'Made up: no weather service was asked';

  async current({ latitude, longitude, timezone }: Place): Promise<Reading<CurrentWeather>> {
    const now = new Date();
    const { temperatureMin, temperatureMax, windSpeedMax, weatherCode } = dayOf(latitude, timezone, now);
    const hour = now.getUTCHours() + longitude / 15;
    const temperature = round((temperatureMin + temperatureMax) / 2 + ((temperatureMax - temperatureMin) / 2) * Math.cos(((hour - 15) / 12) * Math.PI));
    const windSpeed = round((windSpeedMax ?? 0) * 0.6);
    const value = {
      time: now.toISOString(),
      temperature,
      apparentTemperature: round(temperature - windSpeed / 8),
      humidity: 70,
      precipitation: 0,
      windSpeed,
      windDirection: 240,
      weatherCode,
    };
    return Promise.resolve({ value });
  }

  async forecast({ latitude, timezone }: Place): Promise<Reading<ForecastDay[]>> {
    const days = Array.from({ length: forecastDays }, (_, day) => dayOf(latitude, timezone, new Date(Date.now() + day * dayMs)));
    return Promise.resolve({ value: days });
  }
}

function dayOf(latitude: number, timezone: string, when: Date): ForecastDay {
  const dayOfYear = (when.getTime() / dayMs) % 365.25;
  const winter = Math.cos(((dayOfYear - coldestDayOfYear) / 365.25) * 2 * Math.PI) * Math.sign(latitude);
  const wobble = Math.sin(Math.floor(when.getTime() / dayMs) * 1.7 + latitude);
  const distance = Math.abs(latitude);
  const mean = equatorMean - distance * coolingPerDegree - distance * swingPerDegree * winter + wobble * 3;
  return {
    date: new Intl.DateTimeFormat('sv-SE', { timeZone: timezone }).format(when),
    temperatureMin: round(mean - 4),
    temperatureMax: round(mean + 4),
    precipitation: wobble < -0.4 ? round(-wobble * 8) : 0,
    windSpeedMax: round(15 + wobble * 8),
    weatherCode: wobble < -0.4 ? 61 : wobble < 0.3 ? 3 : 0,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
