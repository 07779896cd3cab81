import { describe, expect, it } from '@jest/globals';
import { Resvg } from '@resvg/resvg-js';
import { aReport, days } from '../../test/support/weather-report.js';
import { png, svg } from './draw.js';
import { dark, light } from './palette.js';

/** The texts of a drawing, in its order; Resvg's strict XML parser vouches that it is well-formed. */
function texts(document: string): string[] {
  expect(() => new Resvg(document)).not.toThrow();
  return [...document.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
}

/** The `d` of the paths that are stroked, or filled, in a colour. */
function paths(document: string, paint: 'stroke' | 'fill', color: string): string[] {
  return [...document.matchAll(/<path [^>]*>/g)].map(([path]) => path).filter((path) => path.includes(` ${paint}="${color}"`));
}

describe('svg', () => {
  it('shows temperature, rain and wind of each day, with the city and the source', () => {
    const forecast = days(2, (day) => ({ temperatureMin: -3, temperatureMax: 11 + day, precipitation: 5.4, windSpeedMax: 38 }));
    const drawn = texts(svg({ report: aReport({ forecast }) }));

    expect(drawn).toEqual(
      expect.arrayContaining([
        'Oslo, Norway',
        'Temperature, °C',
        '● highest',
        '◆ lowest',
        'Rain or snow, mm',
        'Strongest wind, km/h',
        'Source: sample. Made up',
      ]),
    );
    expect(drawn).toEqual(expect.arrayContaining(['Mon 23', 'Tue 24', '−3', '11', '12', '5.4', '38']));
    expect(drawn.join()).not.toMatch(/older data|NaN|undefined|null/i);
  });

  it('speaks to screen readers', () => {
    const drawn = svg({ report: aReport() });

    expect(drawn).toMatch(
      /^<svg [^>]*role="img" aria-labelledby="weather-title" aria-describedby="weather-description"><title id="weather-title">Weather forecast for Oslo, Norway<\/title><desc id="weather-description">/,
    );
    expect(drawn).toContain('Monday 23 November: 2 to 8 °C, no rain, wind up to 15 km/h.');
  });

  it('leaves gaps for what is not known', () => {
    const forecast = days(5, (day) => (day === 2 ? { precipitation: null, windSpeedMax: null } : { precipitation: 1, windSpeedMax: 20 }));
    const gapped = svg({ report: aReport({ forecast }) });

    expect(paths(gapped, 'fill', light.rain)).toHaveLength(4);
    expect(paths(gapped, 'stroke', light.wind).join()).toMatch(/d="M[^M]+M[^M]+"/);
    expect(texts(gapped).filter((text) => text === '20')).toHaveLength(4);
  });

  it('says so when nothing is known of rain or wind', () => {
    const forecast = days(3, () => ({ precipitation: null, windSpeedMax: null }));

    expect(texts(svg({ report: aReport({ forecast }) }))).toEqual(expect.arrayContaining(['Rain, mm: not known', 'Strongest wind, km/h: not known']));
  });

  it('says that older data is older', () => {
    expect(texts(svg({ report: aReport({ stale: true }) }))).toContain('⚠ Older data, of 23 November at 11:05 UTC');
  });

  it.each(Array.from({ length: 16 }, (_, more) => more + 1))('draws %d days', (count) => {
    const drawn = svg({ report: aReport({ forecast: days(count) }) });

    expect(paths(drawn, 'fill', light.highest)).toHaveLength(count);
    expect(texts(drawn)).toContain(count > 7 ? 'Mon' : 'Mon 23');
    expect(drawn).not.toContain('NaN');
  });

  it('draws that there is no forecast', () => {
    expect(texts(svg({ report: aReport({ forecast: [] }) }))).toEqual(expect.arrayContaining(['Oslo, Norway', 'There is no forecast for this city.']));
  });

  it('breaks the attribution where it is long', () => {
    const attribution = 'Weather data provided by OpenWeather (https://openweathermap.org/), CC BY-SA 4.0';

    expect(texts(svg({ report: aReport({ attribution }) })).join(' ')).toContain(attribution.slice(0, 30));
  });

  it('takes names as text, whatever is in them', () => {
    const drawn = svg({ report: aReport({ city: { name: `</desc><script>&"'$&\u0000\ud800`, country: ']]>' } }) });

    expect(texts(drawn)).toContain('&lt;/desc&gt;&lt;script&gt;&amp;&quot;&#39;$&amp;  , ]]&gt;');
    expect(drawn).not.toContain('<script');
  });

  it('is a document that needs and runs nothing', () => {
    expect(svg({ report: aReport() })).not.toMatch(/<script|<foreignObject|<image|<use|href=|url\(|@import|\son\w+=/i);
  });

  it('is the same for the same report, so that caches can compare it', () => {
    expect(svg({ report: aReport() })).toBe(svg({ report: aReport() }));
  });

  it('follows the reader into the dark unless a theme is asked for', () => {
    const [either, bright, night] = [undefined, 'light' as const, 'dark' as const].map((theme) => svg({ report: aReport(), theme }));

    expect(either).toContain('prefers-color-scheme:dark');
    expect(either).toContain(`fill="${light.paper}"`);
    expect(bright).not.toContain('prefers-color-scheme');
    expect(bright).toContain(`fill="${light.paper}"`);
    expect(night).not.toContain('prefers-color-scheme');
    expect(night).toContain(`fill="${dark.paper}"`);
    expect(night).not.toContain(light.ink);
  });
});

/** Size and colours of a PNG, as Resvg decodes it. */
function decoded(image: Uint8Array): { width: number; height: number; colors: Set<string> } {
  const view = Buffer.from(image);
  const [width, height] = [view.readUInt32BE(16), view.readUInt32BE(20)];
  const wrapped = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" href="data:image/png;base64,${view.toString('base64')}"/></svg>`;
  const { pixels } = new Resvg(wrapped).render();
  const colors = new Set<string>();
  for (let at = 0; at < pixels.length; at += 4) colors.add(`#${pixels.toString('hex', at, at + 3)}`);
  return { width, height, colors };
}

describe('png', () => {
  it.each([
    [undefined, light],
    ['light' as const, light],
    ['dark' as const, dark],
  ])('is the chart at twice its size, with the theme %s', async (theme, palette) => {
    const image = await png({ report: aReport({ forecast: days(16), stale: true }), theme });

    expect(Buffer.from(image.subarray(0, 8)).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(image.length).toBeLessThan(150_000);
    const { width, height, colors } = decoded(image);
    expect([width, height]).toEqual([960, 900]);
    expect([...colors]).toEqual(
      expect.arrayContaining([palette.paper, palette.ink, palette.highest, palette.lowest, palette.band, palette.rain, palette.wind, palette.warning]),
    );
  });

  it('brings letters of other alphabets along: names that are as long are not the same row of boxes', async () => {
    const [cyrillic, greek] = await Promise.all(['Москва', 'Πάτρα!'].map(async (name) => png({ report: aReport({ city: { name } }) })));

    expect(Buffer.compare(cyrillic!, greek!)).not.toBe(0);
  });
});
