import type { BarSeriesOption, LineSeriesOption } from 'echarts';
import type { ForecastDay } from '../contracts/weather.js';
import { degrees, millimetres, windSpeed } from './describe-forecast.js';
import { fontSize, textStep } from './layout.js';
import type { Palette } from './palette.js';

type Values = (number | null)[];

/** ECharts' word for a value that is not there: nothing is drawn, and a line is broken. */
const gap = '-';

/** The lowest and the highest temperature as lines with the band between them. */
export function temperatureSeries(forecast: ForecastDay[], palette: Palette): LineSeriesOption[] {
  const lowest = forecast.map((day) => day.temperatureMin);
  const highest = forecast.map((day) => day.temperatureMax);
  // The band stands on the lowest temperatures, and those may be below zero while it is not: hence `all`.
  const stacked = { stack: 'band', stackStrategy: 'all' as const };
  const band = forecast.map((day) => day.temperatureMax - day.temperatureMin);
  return [
    { ...line(lowest, palette.lowest), ...stacked, symbol: 'diamond', symbolSize: 11, label: label(lowest, degrees, palette.lowest, palette, 'bottom') },
    { ...line(band, palette.band), ...stacked, symbol: 'none', lineStyle: { width: 0 }, areaStyle: { color: palette.band, opacity: 1 }, z: 1 },
    { ...line(highest, palette.highest), label: label(highest, degrees, palette.highest, palette) },
  ];
}

/** Rain as bars, in the second panel. */
export function rainSeries(forecast: ForecastDay[], palette: Palette): BarSeriesOption {
  const values = forecast.map((day) => day.precipitation);
  return {
    type: 'bar',
    silent: true,
    xAxisIndex: 1,
    yAxisIndex: 1,
    barWidth: '56%',
    barMaxWidth: 40,
    itemStyle: { color: palette.rain },
    data: values.map((value) => value ?? gap),
    label: label(values, millimetres, palette.ink, palette),
  };
}

/** The strongest wind as a line, in the third panel. */
export function windSeries(forecast: ForecastDay[], palette: Palette): LineSeriesOption {
  const values = forecast.map((day) => day.windSpeedMax);
  return { ...line(values, palette.wind), xAxisIndex: 2, yAxisIndex: 2, symbol: 'rect', symbolSize: 7, label: label(values, windSpeed, palette.ink, palette) };
}

function line(values: Values, color: string): LineSeriesOption {
  return {
    type: 'line',
    silent: true,
    symbol: 'circle',
    symbolSize: 8,
    showAllSymbol: true,
    lineStyle: { color, width: 2.5 },
    itemStyle: { color },
    data: values.map((value) => value ?? gap),
  };
}

/** Each value beside its point, or each second one where they would not fit; with a rim of the paper's colour, where lines pass behind. */
function label(values: Values, words: (value: number) => string, color: string, palette: Palette, position: 'top' | 'bottom' = 'top') {
  const texts = values.map((value) => (value === null ? '' : words(value)));
  const step = textStep(texts);
  return {
    show: true,
    position,
    distance: 6,
    color,
    fontSize: fontSize.value,
    fontWeight: 'bold' as const,
    textBorderColor: palette.paper,
    textBorderWidth: 3,
    formatter: ({ dataIndex }: { dataIndex: number }) => (dataIndex % step === 0 ? (texts[dataIndex] ?? '') : ''),
  };
}
