import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from './support/deadline.js';
import { eventually } from './support/eventually.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { Service, bootService } from './support/service.js';
import { SocketClients, collect, next } from './support/socket-client.js';
import { TcpProxy } from './support/tcp-proxy.js';

const weather = new OpenMeteoDouble();
const environment = { WEATHER_UPDATE_SECONDS: '1', SOCKET_SUBSCRIPTIONS: '3' };
const service = bootService({ weather, worker: true, environment });
const other = new Service({ besides: service, environment });
const sockets = new SocketClients(service);
beforeAll(async () => other.start());
afterAll(async () => other.stop());
beforeEach(() => { weather.reset(); });

const asked = () => weather.requests.filter(({ call }) => call === 'current').length;

describe('a watched city', () => {
  it('is told to each of its watchers once, on whichever process, when its weather has changed', async () => {
    const watchers = [await sockets.connect(), await sockets.connect(undefined, other), await sockets.connect(undefined, other)];
    const [stranger, leaver] = [await sockets.connect(), await sockets.connect()];
    for (const socket of [...watchers, leaver]) await socket.emitWithAck('weather:subscribe', { city: 'Oslo' });
    await stranger.emitWithAck('weather:subscribe', { city: 'Lima' });
    await leaver.emitWithAck('weather:unsubscribe', { city: 'oslo' });
    const heard = watchers.map((socket) => collect(socket, 'weather:update'));
    const [elsewhere, gone] = [collect(stranger, 'weather:update'), collect(leaver, 'weather:update')];

    weather.temperature = 21.5;

    await eventually(() => { for (const updates of heard) expect(updates).toHaveLength(1); });
    await sleep(2_500);
    expect(heard.map((updates) => updates.map(({ city, current }) => [city.name, current.temperature]))).toEqual(watchers.map(() => [['Oslo', 21.5]]));
    expect(elsewhere.map(({ city }) => city.name)).toEqual(['Lima']);
    expect(gone).toEqual([]);
  });

  it('is asked for once in a period, however many watch it, and no longer once nobody does', async () => {
    const watchers = await Promise.all([service, service, other, other].map(async (process) => sockets.connect(undefined, process)));
    for (const name of ['Rome', 'rome', 'Roma', 'ROME']) await watchers.pop()?.emitWithAck('weather:subscribe', { city: name });
    weather.reset();

    await sleep(5_000);

    expect(asked()).toBeGreaterThanOrEqual(3);
    expect(asked()).toBeLessThanOrEqual(6);
    sockets.closeAll();
    await sleep(1_500);
    weather.reset();
    await sleep(2_500);
    expect(asked()).toBe(0);
  });

  it.each<[string, (mortal: Service, balancer: TcpProxy) => void]>([
    ['after a lost connection', (_, balancer) => { balancer.cutConnections(); }],
    ['after their process was killed', (mortal) => { mortal.api.kill('SIGKILL'); }],
  ])('is told again to who comes back %s, on another process', async (_, lose) => {
    const mortal = new Service({ besides: service, environment });
    await mortal.start();
    let target = mortal;
    const balancer = new TcpProxy(() => target.url);
    await balancer.start();
    const socket = await sockets.ready(undefined, { url: balancer.origin });
    await socket.emitWithAck('weather:subscribe', { city: 'Quito' });
    const lost = new Promise((resolve) => socket.once('disconnect', resolve));

    target = other;
    lose(mortal, balancer);
    await lost;
    await within(5_000, 'the reconnection', new Promise<void>((resolve) => socket.once('connect', resolve)));
    weather.temperature -= 10;

    expect(await next(socket, 'weather:update', 10_000)).toMatchObject({ city: { name: 'Quito' }, current: { temperature: weather.temperature } });
    await balancer.stop();
    await mortal.stop();
  });

  it('goes on being told after a worker was killed', async () => {
    const socket = await sockets.connect();
    await socket.emitWithAck('weather:subscribe', { city: 'Cairo' });
    service.worker.kill('SIGKILL');
    await service.worker.exited;

    await service.startWorker();
    weather.temperature = 33;

    expect(await next(socket, 'weather:update', 20_000)).toMatchObject({ city: { name: 'Cairo' }, current: { temperature: 33 } });
  });

  it('is left alone while the provider fails, and told of when it is back', async () => {
    const socket = await sockets.connect();
    await socket.emitWithAck('weather:subscribe', { city: 'Tunis' });
    const told = collect(socket, 'weather:update');
    weather.behave(500);
    await sleep(2_000);
    expect(told).toEqual([]);

    weather.behave('answer');
    weather.temperature = 18;

    await eventually(() => { expect(told).toEqual([expect.objectContaining({ current: expect.objectContaining({ temperature: 18 }) })]); }, 60_000);
  });
});

describe('a socket', () => {
  it('watches a limited number of cities', async () => {
    const socket = await sockets.connect();
    for (const city of ['Oslo', 'Rome', 'Lima']) expect(await socket.emitWithAck('weather:subscribe', { city })).toMatchObject({ ok: true });

    expect(await socket.emitWithAck('weather:subscribe', { city: 'Cairo' })).toMatchObject({ ok: false, error: { code: 'TOO_MANY_SUBSCRIPTIONS' } });
    expect(await socket.emitWithAck('weather:subscribe', { city: 'oslo' })).toMatchObject({ ok: true });
    await socket.emitWithAck('weather:unsubscribe', { city: 'Rome' });
    expect(await socket.emitWithAck('weather:subscribe', { city: 'Cairo' })).toMatchObject({ ok: true });
  });

  it.each(['...', '<b>', 'a/b'])('cannot watch "%s"', async (city) => {
    const socket = await sockets.connect();

    for (const event of ['weather:subscribe', 'weather:unsubscribe'] as const) {
      expect(await socket.emitWithAck(event, { city })).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED', errors: [{ path: 'city' }] } });
    }
  });
});
