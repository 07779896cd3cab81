import * as echarts from 'echarts';
import type { Result } from './report.js';

const size = { width: 760, height: 320 };

/** An SVG of requests per second, the limit's bar beside ours. */
export function throughputChart(results: Result[]): string {
  return bars('Requests per second', results.map(({ workload }) => workload.name), [
    { name: 'The limit', data: results.map(({ limit }) => Math.round(limit.requestsPerSecond)) },
    { name: 'Isobar', data: results.map(({ ours }) => Math.round(ours.requestsPerSecond)) },
  ]);
}

/** An SVG of processor time per request, the limit's bar beside ours. */
export function cpuChart(results: Result[]): string {
  return bars('Processor time per request, µs', results.map(({ workload }) => workload.name), [
    { name: 'The limit', data: results.map(({ limit }) => Math.round(limit.cpuPerRequest)) },
    { name: 'Isobar', data: results.map(({ ours }) => Math.round(ours.cpuPerRequest)) },
  ]);
}

function bars(title: string, categories: string[], series: { name: string; data: number[] }[]): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    color: ['#9db2cf', '#1f6feb'],
    aria: { enabled: true },
    title: { text: title, left: 16, top: 8, textStyle: { fontSize: 16 } },
    legend: { right: 16, top: 10 },
    grid: { left: 72, right: 24, top: 56, bottom: 32 },
    xAxis: { type: 'category', data: categories },
    yAxis: { type: 'value' },
    series: series.map(({ name, data }) => ({ name, type: 'bar', data, label: { show: true, position: 'top' } })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
