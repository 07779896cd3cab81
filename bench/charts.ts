import * as echarts from 'echarts';

const size = { width: 760, height: 320 };
const palette = ['#9db2cf', '#1f6feb', '#14213d', '#5b6880'];

/** One of the bars that stand side by side in each category. */
export interface Series {
  name: string;
  data: number[];
}

/** An SVG of bars. */
export function barChart(title: string, categories: string[], series: Series[]): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    color: palette,
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
