import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { WeatherView } from '../contracts/weather.js';
import { chartOption, size } from './chart-option.js';
import { describe, placeName } from './describe.js';
import { type Palette, type Theme, darkOnWish, palettes } from './palette.js';

use([BarChart, LineChart, GridComponent, TitleComponent, SVGRenderer]);

export interface Drawing {
  report: WeatherView;
  /** Without one an SVG follows what its reader prefers, and a PNG is light. */
  theme?: Theme | undefined;
}

const fromHere = createRequire(import.meta.url);
/** Along with the chart, since a small machine has no fonts. */
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => fromHere.resolve(`dejavu-fonts-ttf/ttf/${name}`));
const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' };
/** Screens of phones have several pixels to a logical one. */
const pixelRatio = 2;

/** A chart as a document of its own, without script and without reference to anything outside. Blocks its thread: run it in a lane. */
export function svg({ report, theme }: Drawing): string {
  const text = [
    `<title id="weather-chart-title">${escaped(`Weather forecast for ${placeName(report)}`)}</title>`,
    `<desc id="weather-chart-description">${escaped(describe(report).join(' '))}</desc>`,
    `<style>svg{max-width:100%;height:auto}${theme === undefined ? darkOnWish : ''}</style>`,
  ];
  const { width, height } = size;
  const root = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="weather-chart-title weather-chart-description">`;
  return `${root}\n${text.join('\n')}\n${shapes(report, palettes[theme ?? 'light'])}\n</svg>\n`;
}

/** The same as pixels. Blocks its thread: run it in a lane. */
export function png({ report, theme = 'light' }: Drawing): Buffer {
  return new Resvg(svg({ report, theme }), { font, fitTo: { mode: 'zoom', value: pixelRatio } }).render().asPng();
}

/** What stands inside the root element that the library writes. */
function shapes(report: WeatherView, palette: Palette): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption(chartOption(report, palette));
    const drawn = chart.renderToSVGString();
    return drawn.slice(drawn.indexOf('>') + 1, drawn.lastIndexOf('</svg>')).trim();
  } finally {
    chart.dispose();
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
