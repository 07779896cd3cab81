import type { EChartsOption, TitleComponentOption, XAXisComponentOption, YAXisComponentOption } from 'echarts';
import type { ForecastDay, WeatherView } from '../contracts/weather.js';
import { olderData, placeName, precipitationName, source } from './describe-forecast.js';
import { rainSeries, temperatureSeries, windSeries } from './forecast-series.js';
import { fontSize, margin, panels, plotWidth, textStep, textWidth, valueRoom } from './layout.js';
import type { Palette } from './palette.js';

/** The panels show at least this much, so that a drizzle does not look like a flood: in degrees, millimetres and km/h. */
const least = { span: 4, rain: 5, wind: 20 };

const shortDay = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', timeZone: 'UTC' });
const period = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** A forecast as a chart for ECharts: temperature, rain and wind above each other, over the same days. */
export function forecastOption(report: WeatherView, palette: Palette): EChartsOption {
  const { forecast } = report;
  const frame = { animation: false, backgroundColor: palette.paper, textStyle: { fontFamily: 'system-ui, sans-serif' } };
  const around = [...header(report, palette), footer(report, palette)];
  if (forecast.length === 0) {
    return {
      ...frame,
      title: [...around, words('There is no forecast for this city.', { left: margin, top: 200 }, { color: palette.ink, fontSize: fontSize.message })],
    };
  }
  return {
    ...frame,
    title: [...around, ...panelTitles(forecast, palette)],
    grid: Object.values(panels).map(({ top, height }) => ({ left: margin, width: plotWidth, top, height, outerBoundsMode: 'none' as const })),
    xAxis: xAxes(forecast, palette),
    yAxis: yAxes(forecast),
    series: [...temperatureSeries(forecast, palette), rainSeries(forecast, palette), windSeries(forecast, palette)],
  };
}

interface Style {
  color: string;
  fontSize?: number;
  fontWeight?: 'normal' | 'bold';
  /** What becomes of text that is too long. */
  overflow?: 'truncate' | 'break';
}

/** Text on its own: ECharts calls it a title. */
function words(text: string, place: { left: number; top?: number; bottom?: number }, style: Style): TitleComponentOption {
  const { fontWeight = 'bold' } = style;
  return {
    text,
    padding: 0,
    ...place,
    textStyle: { fontSize: fontSize.word, lineHeight: (style.fontSize ?? fontSize.word) + 4, ...style, fontWeight, width: textWidth[fontWeight] },
  };
}

function header(report: WeatherView, palette: Palette): TitleComponentOption[] {
  const [first, last] = [report.forecast.at(0), report.forecast.at(-1)];
  const days = first && last ? period.formatRange(new Date(first.date), new Date(last.date)) : '';
  const below = { left: margin, top: 40 };
  return [
    words(placeName(report), { left: margin, top: 12 }, { color: palette.ink, fontSize: fontSize.city, overflow: 'truncate' }),
    report.stale ? words(`⚠ ${olderData(report)}`, below, { color: palette.warning }) : words(days, below, { color: palette.quiet, fontWeight: 'normal' }),
  ];
}

function footer(report: WeatherView, palette: Palette): TitleComponentOption {
  return words(source(report), { left: margin, bottom: 10 }, { color: palette.quiet, fontSize: fontSize.footer, fontWeight: 'normal', overflow: 'break' });
}

function panelTitles(forecast: ForecastDay[], palette: Palette): TitleComponentOption[] {
  const { temperature, rain, wind } = panels;
  const orNone = (values: (number | null)[]) => (values.every((value) => value === null) ? ': not known' : '');
  return [
    words('Temperature, °C', { left: margin, top: temperature.title }, { color: palette.ink }),
    words('● highest', { left: 290, top: temperature.title }, { color: palette.highest }),
    words('◆ lowest', { left: 388, top: temperature.title }, { color: palette.lowest }),
    words(`${precipitationName(forecast)}, mm${orNone(forecast.map((day) => day.precipitation))}`, { left: margin, top: rain.title }, { color: palette.rain }),
    words(`Strongest wind, km/h${orNone(forecast.map((day) => day.windSpeedMax))}`, { left: margin, top: wind.title }, { color: palette.wind }),
  ];
}

/** The same days under each panel, written under the last: on two lines when they are many. */
function xAxes(forecast: ForecastDay[], palette: Palette): XAXisComponentOption[] {
  const inLine = forecast.map(({ date }) => shortDay.format(new Date(date)));
  const days = textStep(inLine) === 1 ? inLine : inLine.map((day) => day.replace(' ', '\n'));
  return Object.keys(panels).map((panel, gridIndex) => ({
    type: 'category',
    gridIndex,
    data: days,
    axisTick: { show: false },
    axisLine: { onZero: false, lineStyle: { color: palette.line } },
    axisLabel: { show: panel === 'wind', interval: textStep(days) - 1, margin: 9, fontSize: fontSize.word, lineHeight: 16, color: palette.ink },
  }));
}

/** Scales that leave room for the values written above the highest point, and below the lowest temperature. */
function yAxes(forecast: ForecastDay[]): YAXisComponentOption[] {
  const lowest = Math.min(...forecast.map((day) => day.temperatureMin));
  const highest = Math.max(...forecast.map((day) => day.temperatureMax));
  const room = (Math.max(least.span, highest - lowest) * valueRoom) / (panels.temperature.height - 2 * valueRoom);
  const fromZero = ({ height }: { height: number }, values: (number | null)[], atLeast: number) => ({
    min: 0,
    max: (Math.max(atLeast, ...values.map((value) => value ?? 0)) * height) / (height - valueRoom),
  });
  const ranges = [
    { min: lowest - room, max: highest + room },
    fromZero(panels.rain, forecast.map((day) => day.precipitation), least.rain),
    fromZero(panels.wind, forecast.map((day) => day.windSpeedMax), least.wind),
  ];
  return ranges.map((range, gridIndex) => ({ type: 'value', show: false, gridIndex, ...range }));
}
