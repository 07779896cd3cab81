import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { GridComponentOption, TitleComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import type { ForecastDay, WeatherView } from '../contracts/weather.js';
import { noForecast, placeName } from './describe.js';
import type { Palette } from './palette.js';

type ChartOption = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption | TitleComponentOption>;

/** Logical pixels. A phone 360 wide shows the chart at three quarters. */
export const size = { width: 480, height: 480 };
const margin = 16;
const font = 'system-ui, sans-serif';
/** The three panels from top to bottom; the days are columns through all of them. */
const panels = [
  { heading: 'Highest and lowest temperature, °C', top: 110, height: 108 },
  { heading: 'Rain and snow, mm', top: 262, height: 50 },
  { heading: 'Strongest wind, km/h', top: 356, height: 34 },
];
/** Above so many days their columns are too narrow for large letters, and for the name of each. */
const mostAtEase = 10;
/** Scales reach this far at least, so that a drizzle or a breeze looks like one. */
const leastScale = { rain: 5, wind: 30 };
/** So that the figure at the strongest wind stays below the heading. */
const windHeadroom = 1.3;
/** Of the temperatures' range, below the lowest of them. */
const figureRoom = 0.2;

const shortDay = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** What the charting library draws: three panels of the same days, every value written where it is. */
export function chartOption(report: WeatherView, palette: Palette): ChartOption {
  const days = report.forecast;
  return {
    animation: false,
    backgroundColor: palette.paper,
    textStyle: { fontFamily: font },
    title: titles(report, palette),
    ...(days.length > 0 && { ...axes(days, palette), series: series(days, palette) }),
  };
}

function titles(report: WeatherView, { ink, quiet, notice }: Palette): TitleComponentOption[] {
  const { width, height } = size;
  const first = report.forecast[0];
  const line = (text: string, top: number, color: string, textStyle: TitleComponentOption['textStyle']): TitleComponentOption => ({
    text, left: margin, top, padding: 0, textStyle: { fontFamily: font, color, width: width - 2 * margin, overflow: 'truncate', ...textStyle },
  });
  const headings = panels.map(({ heading, top }) => line(heading, top - 38, ink, { fontSize: 14, fontWeight: 'bold' }));
  return [
    line(placeName(report), 14, ink, { fontSize: 21, fontWeight: 'bold' }),
    ...(first ? [line(`Forecast from ${dayAndMonth.format(Date.parse(first.date))}`, 43, quiet, { fontSize: 14, fontWeight: 'normal' })] : []),
    ...(report.stale ? [{ ...line('older data', 43, notice, { fontSize: 14, fontWeight: 'bold', width: undefined }), left: width - margin, textAlign: 'right' as const }] : []),
    ...(first ? headings : [{ ...line(noForecast, height / 2 - 16, ink, { fontSize: 17, fontWeight: 'normal' }), left: 'center' }]),
    line(report.attribution, height - 44, quiet, { fontSize: 13, fontWeight: 'normal', lineHeight: 16, overflow: 'break' }),
  ];
}

function axes(days: readonly ForecastDay[], { ink, guide }: Palette): Pick<ChartOption, 'grid' | 'xAxis' | 'yAxis'> {
  const lastPanel = panels.length - 1;
  const atEase = days.length <= mostAtEase;
  const names = days.map(({ date }) => `${shortDay.format(Date.parse(date))}\n${Number(date.slice(-2))}`);
  return {
    grid: panels.map(({ top, height }) => ({ left: margin, right: margin, top, height, outerBoundsMode: 'none' as const })),
    xAxis: panels.map((_, gridIndex) => ({
      type: 'category' as const,
      gridIndex,
      data: names,
      axisTick: { show: false },
      axisLine: { onZero: false, lineStyle: { color: guide } },
      splitLine: { show: true, interval: 0, lineStyle: { color: guide } },
      axisLabel: { show: gridIndex === lastPanel, interval: atEase ? 0 : 1, color: ink, fontFamily: font, fontSize: atEase ? 15 : 13, lineHeight: 17, margin: 8 },
    })),
    yAxis: [
      { type: 'value' as const, gridIndex: 0, show: false, scale: true, min: ({ min, max }) => min - Math.max(1, (max - min) * figureRoom), max: ({ max }) => max + 1 },
      { type: 'value' as const, gridIndex: 1, show: false, min: 0, max: ({ max }) => Math.max(leastScale.rain, max) },
      { type: 'value' as const, gridIndex: 2, show: false, min: 0, max: ({ max }) => Math.max(leastScale.wind, max * windHeadroom) },
    ],
  };
}

function series(days: readonly ForecastDay[], palette: Palette): (BarSeriesOption | LineSeriesOption)[] {
  const { ink, paper, highest, lowest, rain, wind } = palette;
  const written = (position: 'top' | 'bottom', values: readonly (number | null)[], { color = ink, tenthsBelow = -Infinity } = {}) => ({
    show: true,
    position,
    distance: 5,
    color,
    fontFamily: font,
    fontSize: days.length <= mostAtEase ? 15 : 13,
    fontWeight: 'bold' as const,
    textBorderColor: paper,
    textBorderWidth: 3,
    formatter: ({ dataIndex }: { dataIndex: number }) => figure(values[dataIndex] ?? null, tenthsBelow),
  });
  const line = (panel: number, color: string) => ({
    type: 'line' as const,
    xAxisIndex: panel,
    yAxisIndex: panel,
    clip: false,
    showAllSymbol: true,
    lineStyle: { color, width: 2.5 },
    itemStyle: { color },
  });
  const [lows, highs] = [days.map((day) => day.temperatureMin), days.map((day) => day.temperatureMax)];
  const [rains, winds] = [days.map((day) => day.precipitation), days.map((day) => day.windSpeedMax)];
  const band = { stack: 'band', stackStrategy: 'all' as const };
  return [
    { ...line(0, lowest), ...band, symbol: 'rect', symbolSize: 7, data: lows, label: written('bottom', lows, { color: lowest }) },
    { ...line(0, highest), ...band, symbol: 'circle', symbolSize: 8, data: days.map((day) => day.temperatureMax - day.temperatureMin), areaStyle: { color: palette.quiet, opacity: 0.18 }, label: written('top', highs, { color: highest }) },
    { type: 'bar', xAxisIndex: 1, yAxisIndex: 1, clip: false, barWidth: '56%', barMaxWidth: 40, itemStyle: { color: rain }, data: rains, label: written('top', rains, { tenthsBelow: 10 }) },
    { ...line(2, wind), symbol: 'diamond', symbolSize: 10, data: winds, label: written('top', winds) },
  ];
}

/** Short enough for a column: whole, without the unit, save the tenths of a little rain. What is not known is not written. */
function figure(value: number | null, tenthsBelow: number): string {
  if (value === null) return '';
  return value < tenthsBelow ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value) + 0);
}
