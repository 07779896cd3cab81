import { describe, expect, it } from '@jest/globals';
import forecast from '../../../test/fixtures/weather/open-meteo-forecast.json' with { type: 'json' };
import geocoding from '../../../test/fixtures/weather/open-meteo-geocoding.json' with { type: 'json' };
import { currentAnswer, forecastAnswer, geocodingAnswer } from './open-meteo.schemas.js';

describe("Open-Meteo's documented answers", () => {
  it('tell the weather now', () => {
    expect(currentAnswer.parse(forecast)).toMatchObject({
      utc_offset_seconds: 0,
      current: {
        time: '2024-11-26T07:00',
        temperature_2m: 8.9,
        apparent_temperature: 7.4,
        relative_humidity_2m: 93,
        precipitation: 0,
        wind_speed_10m: 6.6,
        wind_direction_10m: 248,
        weather_code: 3,
      },
    });
  });

  it('tell the days, in the units that we take for granted', () => {
    expect(forecastAnswer.parse(forecast).daily).toEqual({
      time: ['2024-11-26', '2024-11-27'],
      temperature_2m_min: [6.9, 4.5],
      temperature_2m_max: [10.6, 7.7],
      precipitation_sum: [2.6, 6.3],
      wind_speed_10m_max: [13.4, 17.6],
      weather_code: [80, 80],
    });
    expect(forecast.daily_units).toMatchObject({ temperature_2m_max: '°C', precipitation_sum: 'mm', wind_speed_10m_max: 'km/h', weather_code: 'wmo code' });
  });

  it('tell where a place is', () => {
    expect(geocodingAnswer.parse(geocoding).results).toEqual([
      { name: 'Berlin', country: 'Deutschland', latitude: 52.52437, longitude: 13.41053, timezone: 'Europe/Berlin' },
    ]);
  });
});
