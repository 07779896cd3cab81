import autocannon from 'autocannon';
import type { ServerUnderTest } from './server-under-test.js';

export interface Workload {
  name: string;
  /** What the service should reach of the limit's requests per second. */
  goal: number;
  paths: () => string[];
  headers?: Record<string, string>;
}

export interface Measurement {
  requestsPerSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Microseconds of the server's processor time per request. */
  cpuPerRequest: number;
}

export interface LoadOptions {
  connections: number;
  seconds: number;
}

/** Runs one workload against one server. @throws when an answer was no success */
export async function measure(server: ServerUnderTest, workload: Workload, { connections, seconds }: LoadOptions): Promise<Measurement> {
  const cpuBefore = await server.cpuSeconds();
  const result = await autocannon({
    url: server.url,
    connections,
    duration: seconds,
    requests: workload.paths().map((path) => ({ method: 'GET', path, headers: workload.headers ?? {} })),
  });
  const cpuAfter = await server.cpuSeconds();
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${server.name}: ${result.non2xx} answers of ${workload.name} were no success, ${result.errors} failed.`);
  return {
    requestsPerSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpuPerRequest: ((cpuAfter - cpuBefore) * 1e6) / result.requests.total,
  };
}
