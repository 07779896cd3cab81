import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import type { CurrentWeather, ForecastDay } from '../contracts/weather.js';
import { CityNotFound } from './weather.errors.js';
import type { Place, WeatherProvider } from './weather.provider.js';

interface SampleCity extends Place {
  /** Mean temperature of the coldest and the warmest month; degrees Celsius. */
  coldest: number;
  warmest: number;
}

const forecastDays = 7;
const dayMs = 86_400_000;
/** The coldest day of the northern year: mid-January. */
const coldestDayOfYear = 15;

/** Plausible weather out of a bundled table, for work without internet. The same day always has the same weather. */
@Injectable()
export class SampleProvider implements WeatherProvider {
  readonly name = 'sample';
  private cities: Promise<SampleCity[]> | undefined;

  async locate(city: string): Promise<Place> {
    const { name, country, latitude, longitude, timezone } = await this.find(city);
    return { name, country, latitude, longitude, timezone };
  }

  async current(place: Place): Promise<CurrentWeather> {
    const now = new Date();
    const { temperatureMin, temperatureMax, windSpeedMax, weatherCode } = dayOf(await this.find(place.name), now);
    const hour = now.getUTCHours() + place.longitude / 15;
    const temperature = round((temperatureMin + temperatureMax) / 2 + ((temperatureMax - temperatureMin) / 2) * Math.cos(((hour - 15) / 12) * Math.PI));
    return {
      time: now.toISOString(),
      temperature,
      apparentTemperature: round(temperature - (windSpeedMax ?? 0) / 12),
      humidity: 70,
      precipitation: 0,
      windSpeed: round((windSpeedMax ?? 0) * 0.6),
      windDirection: 240,
      weatherCode,
    };
  }

  async forecast(place: Place): Promise<ForecastDay[]> {
    const city = await this.find(place.name);
    return Array.from({ length: forecastDays }, (_, day) => dayOf(city, new Date(Date.now() + day * dayMs)));
  }

  private async find(city: string): Promise<SampleCity> {
    this.cities ??= readFile(new URL('./sample-cities.json', import.meta.url), 'utf8').then((text) => JSON.parse(text) as SampleCity[]);
    const found = (await this.cities).find(({ name }) => name.toLowerCase() === city.toLowerCase());
    if (!found) throw new CityNotFound();
    return found;
  }
}

function dayOf({ coldest, warmest, latitude, timezone }: SampleCity, when: Date): ForecastDay {
  const dayOfYear = (when.getTime() / dayMs) % 365.25;
  const season = Math.cos(((dayOfYear - coldestDayOfYear) / 365.25) * 2 * Math.PI) * (latitude < 0 ? -1 : 1);
  const wobble = Math.sin(Math.floor(when.getTime() / dayMs) * 1.7 + latitude);
  const mean = (warmest + coldest) / 2 - ((warmest - coldest) / 2) * season + wobble * 3;
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
