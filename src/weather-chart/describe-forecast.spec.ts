import { describe, expect, it } from '@jest/globals';
import { aReport, days } from '../../test/support/weather-report.js';
import { degrees, describeForecast, millimetres, precipitationName } from './describe-forecast.js';

describe('describeForecast', () => {
  it('says each day in a sentence', () => {
    const forecast = days(2, (day) => ({ temperatureMin: day - 1.2, temperatureMax: 4.6, precipitation: 3.24 * day, windSpeedMax: 21.7 }));

    expect(describeForecast(aReport({ forecast }))).toBe(
      'Weather forecast for Oslo, Norway. ' +
        'Monday 23 November: −1 to 5 °C, no rain or snow, wind up to 22 km/h. ' +
        'Tuesday 24 November: 0 to 5 °C, 3.2 mm of rain or snow, wind up to 22 km/h. ' +
        'Source: sample. Made up',
    );
  });

  it('tells what is not known from nothing', () => {
    const forecast = days(1, () => ({ precipitation: null, windSpeedMax: null }));

    expect(describeForecast(aReport({ forecast }))).toContain('2 to 8 °C, rain unknown, wind unknown.');
  });

  it('calls an amount that rounds to nothing no dry day', () => {
    expect(describeForecast(aReport({ forecast: days(1, () => ({ precipitation: 0.04 })) }))).toContain('less than 0.1 mm of rain');
  });

  it('says how old a stale report is, and when there is no forecast', () => {
    const said = describeForecast(aReport({ stale: true, forecast: [], city: { country: null } }));

    expect(said).toBe('Weather forecast for Oslo. Older data, of 23 November at 11:05 UTC. There is no forecast. Source: sample. Made up');
  });

  it('passes the attribution on', () => {
    expect(describeForecast(aReport({ attribution: 'Based on data from MET Norway (CC BY 4.0)' }))).toContain(
      'Source: sample. Based on data from MET Norway (CC BY 4.0)',
    );
  });
});

describe('the numbers', () => {
  it.each([
    [-0.4, '0'],
    [-0.6, '−1'],
    [31.5, '32'],
  ])('rounds %d °C to %s', (celsius, text) => {
    expect(degrees(celsius)).toBe(text);
  });

  it.each([
    [0, '0'],
    [0.04, '<0.1'],
    [0.3, '0.3'],
    [9.96, '10'],
    [120.4, '120'],
  ])('writes %d mm as %s', (amount, text) => {
    expect(millimetres(amount)).toBe(text);
  });

  it('speaks of snow only when it freezes', () => {
    expect(precipitationName(days(3))).toBe('Rain');
    expect(precipitationName(days(3, (day) => ({ temperatureMin: -day })))).toBe('Rain or snow');
  });
});
