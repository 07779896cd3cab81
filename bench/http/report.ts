import { barChart } from '../charts.js';
import { machine } from '../machine.js';
import { table } from '../table.js';
import type { LoadOptions, Measurement, Workload } from './load.js';

export interface Result {
  workload: Workload;
  limit: Measurement;
  ours: Measurement;
}

export function ratio({ limit, ours }: Result): number {
  return ours.requestsPerSecond / limit.requestsPerSecond;
}

/** The results as a Markdown table, with what they were measured on. */
export function report(results: Result[], { connections, seconds }: LoadOptions, rounds: number): string {
  const rows = results.flatMap((result) => [
    row(result.workload.name, 'node:http + pg', result.limit, 'the limit'),
    row('', 'Isobar', result.ours, `**${ratio(result).toFixed(2)}** (goal ${result.workload.goal})`),
  ]);
  return [
    table(['workload', 'server', 'requests/s:', 'p50 ms:', 'p99 ms:', 'CPU µs/request:', 'of the limit'], rows),
    '',
    `One process each, ${connections} connections, median of ${rounds} rounds of ${seconds} s in turn, autocannon and PostgreSQL on the same machine:`,
    machine(),
  ].join('\n');
}

/** Requests per second and processor time per request, the limit's bars beside ours. */
export function charts(results: Result[]): Record<string, string> {
  const compare = (title: string, figure: (measurement: Measurement) => number) =>
    barChart(title, results.map(({ workload }) => workload.name), [
      { name: 'The limit', data: results.map(({ limit }) => Math.round(figure(limit))) },
      { name: 'Isobar', data: results.map(({ ours }) => Math.round(figure(ours))) },
    ]);
  return {
    'throughput.svg': compare('Requests per second', ({ requestsPerSecond }) => requestsPerSecond),
    'cpu.svg': compare('Processor time per request, µs', ({ cpuPerRequest }) => cpuPerRequest),
  };
}

function row(workload: string, server: string, { requestsPerSecond, p50, p99, cpuPerRequest }: Measurement, share: string): (string | number)[] {
  return [workload, server, Math.round(requestsPerSecond), p50, p99, Math.round(cpuPerRequest), share];
}
