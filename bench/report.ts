import { cpus, totalmem } from 'node:os';
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
  const [cpu] = cpus();
  const rows = results.flatMap((result) => [
    row(result.workload.name, 'node:http + pg', result.limit, 'the limit'),
    row('', 'Isobar', result.ours, `**${ratio(result).toFixed(2)}** (goal ${result.workload.goal})`),
  ]);
  return [
    '| workload | server | requests/s | p50 ms | p99 ms | CPU µs/request | of the limit |',
    '| --- | --- | ---: | ---: | ---: | ---: | --- |',
    ...rows,
    '',
    `One process each, ${connections} connections, median of ${rounds} rounds of ${seconds} s in turn, autocannon and PostgreSQL on the same machine:`,
    `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}.`,
  ].join('\n');
}

function row(workload: string, server: string, { requestsPerSecond, p50, p99, cpuPerRequest }: Measurement, share: string): string {
  return `| ${workload} | ${server} | ${Math.round(requestsPerSecond)} | ${p50} | ${p99} | ${Math.round(cpuPerRequest)} | ${share} |`;
}
