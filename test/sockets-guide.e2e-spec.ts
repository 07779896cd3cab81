import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import ts from 'typescript';
import { eventually } from './support/eventually.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { aPlacedOrder } from './support/orders.js';
import { Service, bootService } from './support/service.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { type SignedInUser, aSignedInUser } from './support/users.js';

const weather = new OpenMeteoDouble();
const environment = { WEATHER_UPDATE_SECONDS: '1' };
const service = bootService({ weather, worker: true, environment });
const other = new Service({ besides: service, environment });
let target: Service = service;
const balancer = new TcpProxy(() => target.url);
const clients: ChildProcess[] = [];
beforeAll(async () => Promise.all([other.start(), balancer.start()]));
afterAll(async () => {
  clients.forEach((client) => client.kill());
  await balancer.stop();
  await other.stop();
});

/** Runs the program of the guide in a process of its own; returns what it shows. */
async function follow({ accessToken }: SignedInUser): Promise<{ what: string; payload: { offset?: number; current?: { temperature: number } } }[]> {
  const guide = await readFile('docs/sockets.md', 'utf8');
  const [, program = ''] = /```ts\n(.*?)```/s.exec(guide) ?? [];
  const { outputText } = ts.transpileModule(program, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } });
  const call = `follow(${JSON.stringify(balancer.origin)}, async () => ${JSON.stringify(accessToken)}, ['Oslo'], (what, payload) => console.log(JSON.stringify({ what, payload })));`;
  const client = spawn(process.execPath, ['--input-type=module', '--eval', `${outputText}\n${call}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  clients.push(client);
  const shown: Awaited<ReturnType<typeof follow>> = [];
  createInterface(client.stdout).on('line', (line) => shown.push(JSON.parse(line) as (typeof shown)[number]));
  return shown;
}

describe('the program of the sockets guide', () => {
  it('has twenty lines, or a few more', async () => {
    const [, program = ''] = /```ts\n(.*?)```/s.exec(await readFile('docs/sockets.md', 'utf8')) ?? [];

    expect(program.trim().split('\n').length).toBeLessThanOrEqual(26);
  });

  it('shows every order once and in order, and the weather, through cuts of its connection and the kill of its process', async () => {
    const ada = await aSignedInUser(service);
    await aPlacedOrder(service, ada);
    const shown = await follow(ada);
    const offsets = () => shown.filter(({ what }) => what === 'order').map(({ payload }) => payload.offset);
    await eventually(() => { expect(shown.map(({ what }) => what)).toEqual(expect.arrayContaining(['order', 'weather'])); });

    await aPlacedOrder(service, ada);
    target = other;
    balancer.cutConnections();
    await aPlacedOrder(service, ada);
    await eventually(() => { expect(offsets()).toEqual([1, 2, 3]); }, 20_000);

    other.api.kill('SIGKILL');
    target = service;
    await aPlacedOrder(service, ada);
    await aPlacedOrder(service, ada);
    await eventually(() => { expect(offsets()).toEqual([1, 2, 3, 4, 5]); }, 20_000);

    weather.temperature = 30;
    await eventually(() => { expect(shown.at(-1)).toMatchObject({ what: 'weather', payload: { current: { temperature: 30 } } }); }, 20_000);
  });
});
