import { createRequire } from 'node:module';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { Resvg, type ResvgRenderOptions } from '@resvg/resvg-js';
import * as echarts from 'echarts/dist/echarts.esm.min.mjs';
import type { WeatherView } from '../contracts/weather.js';
import { describeForecast, placeName } from './describe-forecast.js';
import { forecastOption } from './forecast-option.js';
import { size } from './layout.js';
import { type Palette, dark, darkModeCss, light } from './palette.js';

export type Theme = 'light' | 'dark';

export interface Drawing {
  report: WeatherView;
  /** Without one an SVG follows its reader's preference, and a PNG is light. */
  theme?: Theme | undefined;
}

const { encodeHTML } = echarts.format;
const { resolve } = createRequire(import.meta.url);
const fontFiles = ['DejaVuSansCondensed.ttf', 'DejaVuSansCondensed-Bold.ttf'].map((file) => resolve(`dejavu-fonts-ttf/ttf/${file}`));
const rendering: ResvgRenderOptions = {
  font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  fitTo: { mode: 'zoom', value: 2 },
};

/** The chart of a report as an SVG document. Holds its thread up for some milliseconds: run it in a lane. */
export function svg({ report, theme }: Drawing): string {
  const style = theme === undefined ? darkModeCss() : '';
  return chart(report, theme === 'dark' ? dark : light, style);
}

/** The chart of a report as a PNG. Holds its thread up for some dozens of milliseconds: run it in a lane. */
export async function png({ report, theme }: Drawing): Promise<Uint8Array> {
  const image = new Resvg(chart(report, theme === 'dark' ? dark : light, ''), rendering).render().asPng();
  // Resvg's memory, some 5 MB a picture, is given back in a turn of the thread's event loop, which makes none while task follows task.
  await turnOfTheLoop();
  return image;
}

function chart(report: WeatherView, palette: Palette, style: string): string {
  const drawing = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    drawing.setOption(forecastOption(report, palette));
    return withoutControls(spoken(still(drawing.renderToSVGString()), report, style));
  } finally {
    drawing.dispose();
  }
}

/** Gives a drawing the name and the sentences that a screen reader says in its stead. */
function spoken(drawn: string, report: WeatherView, style: string): string {
  const head = [
    ' role="img" aria-labelledby="weather-title" aria-describedby="weather-description">',
    `<title id="weather-title">${encodeHTML(`Weather forecast for ${placeName(report)}`)}</title>`,
    `<desc id="weather-description">${encodeHTML(describeForecast(report))}</desc>`,
    `<style>svg{max-width:100%;height:auto}${style}</style>`,
  ];
  return drawn.replace('>', () => head.join(''));
}

/**
 * Without what ECharts adds for pages that come alive, and without its clipping, for nothing is drawn outside its panel: the identifiers in
 * both would make each drawing of the same forecast a different document.
 */
function still(drawn: string): string {
  return drawn.replaceAll(/ (?:class|clip-path|pointer-events|ecmeta_\w+)="[^"]*"|<(defs|style) >.*<\/\1>/gs, '');
}

/** Without the characters that no XML document may hold, in whatever an upstream called a city. */
function withoutControls(document: string): string {
  return document.replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ');
}
