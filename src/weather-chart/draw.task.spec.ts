import { describe, expect, it } from '@jest/globals';
import { type ForecastDay, type WeatherView, weatherUnits } from '../contracts/weather.js';
import { png, svg } from './draw.task.js';
import { palettes } from './palette.js';

const day = (date: number, rest: Partial<ForecastDay> = {}): ForecastDay => ({
  date: `2026-11-${String(date).padStart(2, '0')}`,
  temperatureMin: date - 20,
  temperatureMax: date - 12,
  precipitation: 1.2,
  windSpeedMax: 20,
  weatherCode: 3,
  ...rest,
});

const report = (forecast: ForecastDay[], rest: Partial<WeatherView> = {}): WeatherView => ({
  city: { name: 'Oslo', country: 'Norway', latitude: 60, longitude: 11, timezone: 'Europe/Oslo' },
  current: { time: '2026-11-23T12:00:00.000Z', temperature: 7, apparentTemperature: null, humidity: null, precipitation: null, windSpeed: null, windDirection: null, weatherCode: null },
  forecast,
  units: weatherUnits,
  source: 'test',
  attribution: 'Weather data by Test (CC BY 4.0)',
  fetchedAt: '2026-11-23T12:00:00.000Z',
  stale: false,
  ...rest,
});

const week = Array.from({ length: 7 }, (_, index) => day(23 + index));
const texts = (drawn: string) => [...drawn.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

describe('svg', () => {
  it('names the place, the days, what is drawn and whose it is', () => {
    const drawn = texts(svg({ report: report(week) }));

    expect(drawn).toEqual(expect.arrayContaining(['Oslo, Norway', 'Highest and lowest temperature, °C', 'Rain and snow, mm', 'Strongest wind, km/h', 'Mon', '23', 'Weather data by Test (CC BY 4.0)']));
    expect(drawn).not.toContain('older data');
  });

  it.each([0, 1, 7, 16])('draws %d days', (count) => {
    const drawn = svg({ report: report(Array.from({ length: count }, (_, index) => day(1 + index))) });

    expect(drawn).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*role="img"/);
    expect(drawn.trim().endsWith('</svg>')).toBe(true);
    expect(texts(drawn).includes('There is no forecast at the moment.')).toBe(count === 0);
  });

  it('leaves a gap where a value is not known', () => {
    const known = texts(svg({ report: report([day(23), day(24, { precipitation: 77, windSpeedMax: 88 })]) }));
    const unknown = texts(svg({ report: report([day(23), day(24, { precipitation: null, windSpeedMax: null })]) }));

    expect(known).toEqual(expect.arrayContaining(['77', '88']));
    expect(unknown.filter((text) => text === '0')).toEqual([]);
    expect(unknown.join()).not.toMatch(/NaN|null|undefined/);
  });

  it('says when its data are old', () => {
    expect(texts(svg({ report: report(week, { stale: true }) }))).toContain('older data');
  });

  it('tells screen readers every day', () => {
    const drawn = svg({ report: report([day(23), day(24, { precipitation: 0, windSpeedMax: null })]) });

    expect(drawn).toContain('<title id="weather-chart-title">Weather forecast for Oslo, Norway</title>');
    expect(drawn).toContain('Monday 23 November: 3 to 11 °C, 1.2 mm of rain or melted snow, wind up to 20 km/h. Tuesday 24 November: 4 to 12 °C, no rain, wind unknown.');
    expect(drawn).toContain('aria-labelledby="weather-chart-title weather-chart-description"');
  });

  it('runs and loads nothing, whatever a place is called', () => {
    const hostile = '</title><script>alert(1)</script>&"\'';
    const drawn = svg({ report: report(week, { city: { name: hostile, country: null, latitude: 0, longitude: 0, timezone: 'UTC' }, attribution: hostile }) });

    expect(drawn).not.toMatch(/<script|<foreignObject|<image|href=|url\(http|@import/);
    expect(drawn).toContain('&lt;script&gt;');
  });

  it('follows what its reader prefers, unless a theme is asked for', () => {
    expect(svg({ report: report(week) })).toContain('@media (prefers-color-scheme: dark)');
    const dark = svg({ report: report(week), theme: 'dark' });
    expect(dark).not.toContain('prefers-color-scheme');
    expect(dark).toContain(palettes.dark.paper);
    expect(dark).not.toContain(palettes.light.highest);
  });
});

describe('png', () => {
  it('is the same at twice the size, and small', () => {
    const pixels = Buffer.from(png({ report: report(week) }));

    expect(pixels.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    expect([pixels.readUInt32BE(16), pixels.readUInt32BE(20)]).toEqual([960, 960]);
    expect(pixels.length).toBeGreaterThan(20_000);
    expect(pixels.length).toBeLessThan(150_000);
    expect(Buffer.from(png({ report: report(week), theme: 'dark' })).equals(pixels)).toBe(false);
  });

  it('has letters without any font of the machine', () => {
    const named = png({ report: report(week) });
    const unnamed = png({ report: report(week, { city: { ...report(week).city, name: '' , country: '' } }) });

    expect(Buffer.from(named).length).toBeGreaterThan(Buffer.from(unnamed).length + 500);
  });
});

describe('a palette', () => {
  const luminance = (colour: string) => {
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const contrast = (one: string, other: string) => {
    const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (lighter! + 0.05) / (darker! + 0.05);
  };

  it.each(Object.entries(palettes))('of the %s theme is legible (WCAG AA)', (_, { paper, guide: __, rain, ...ofText }) => {
    for (const colour of Object.values(ofText)) expect(contrast(paper, colour)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(paper, rain)).toBeGreaterThanOrEqual(3);
  });
});
