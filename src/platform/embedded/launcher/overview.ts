import { type ConsoleOutput } from './console-output.js';
import { type ServiceUrls } from '../embedded-services.js';

export interface Overview {
  apiUrl: string;
  /** Why the API is not where it was wished; undefined when it is. */
  portNote: string | undefined;
  operationsUrls: { api: string; worker: string };
  services: ServiceUrls;
  dataFolder: string;
  /** What the command that makes the first admin had to say; empty when there was one. */
  firstAdmin: string;
}

/** Shows where everything is, and what to try first. */
export function showOverview(output: ConsoleOutput, { apiUrl, portNote, operationsUrls, services, dataFolder, firstAdmin }: Overview): void {
  const json = `-H 'Content-Type: application/json'`;
  const rows: [string, string | undefined][] = [
    ['API and page', apiUrl],
    ['Documentation', `${apiUrl}/docs`],
    ['Queues', `${apiUrl}/admin/queues`],
    ['Mail inbox', services.inboxUrl],
    ['Health', `${apiUrl}/health/ready`],
    ['Metrics', `${operationsUrls.api}/metrics`],
    ['Worker metrics', `${operationsUrls.worker}/metrics`],
    ['PostgreSQL', services.databaseUrl],
    ['Redis', services.redisUrl],
    ['SMTP', services.smtpUrl],
    ['Data folder', dataFolder],
  ];
  output.line();
  output.line(output.bold('Isobar is running'));
  for (const [name, value] of rows) if (value !== undefined) output.line(`  ${name.padEnd(15)} ${value}`);
  if (portNote !== undefined) output.line(`\n  ${portNote}`);
  if (firstAdmin !== '') {
    output.line();
    for (const line of firstAdmin.split('\n')) output.line(`  ${line}`);
  }
  output.line();
  output.line(output.bold('Try'));
  output.line(`  curl -i ${apiUrl}/register ${json} -d '{"email":"you@example.org","password":"correct horse battery"}'`);
  output.line(`  curl -i ${apiUrl}/auth/login ${json} -d '{"email":"you@example.org","password":"correct horse battery"}'`);
  output.line(`  curl -i ${apiUrl}/weather/Oslo`);
  output.line();
  output.line('Stop with Ctrl-C.');
  output.line();
}
