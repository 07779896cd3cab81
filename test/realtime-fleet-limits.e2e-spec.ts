import { describe, expect, it } from '@jest/globals';
import { within } from './support/deadline.js';
import { bootFleet } from './support/fleet.js';
import { addresses } from './support/from.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import type { Service } from './support/service.js';
import { type SocketClient, SocketClients } from './support/socket-client.js';

const environment = {
  RATE_LIMIT: 'on',
  SOCKETS_PER_ADDRESS: '3',
  SOCKET_EVENTS_PER_SECOND: '5',
  SOCKET_EVENTS_AT_ONCE: '50',
  SOCKET_SUBSCRIPTIONS: '2',
  TRUST_PROXY: '1',
};
const fleet = bootFleet({ weather: new OpenMeteoDouble(), environment });
const { service, other, balancer } = fleet;
const sockets = new SocketClients({ get url() { return balancer.origin; } });

const newAddress = addresses();
const from = (address: string) => ({ extraHeaders: { 'X-Forwarded-For': address } });
const connectThrough = async (to: Service, address: string) => {
  fleet.connectedTo = to;
  return sockets.ready(undefined, undefined, from(address));
};
/** Its connection is lost; the next goes to `target`. */
const move = async (socket: SocketClient, target: Service) => {
  const lost = within(5_000, 'the end', new Promise((resolve) => socket.once('disconnect', resolve)));
  balancer.cutConnections();
  fleet.connectedTo = target;
  await lost;
};

describe.each([['one', () => service, () => other], ['the other', () => other, () => service]])('on %s of two processes', (_, here, there) => {
  it('an address that holds as many sockets as it may is refused another', async () => {
    const address = newAddress();
    for (let n = 0; n < 3; n++) await connectThrough(here(), address);

    expect(await sockets.refusal(undefined, from(address))).toMatchObject({
      message: 'TOO_MANY_CONNECTIONS',
      data: { code: 'TOO_MANY_CONNECTIONS', retryAfterSeconds: expect.any(Number) },
    });

    expect(await (await connectThrough(here(), newAddress())).emitWithAck('message', 'and me?')).toMatchObject({ ok: true });
  });

  it('a socket that sends too much is refused, and one on the process beside it is not', async () => {
    const [hasty, calm] = [await connectThrough(here(), newAddress()), await connectThrough(there(), newAddress())];

    const answers = await Promise.all(Array.from({ length: 80 }, async () => hasty.emitWithAck('message', 'hello')));

    expect(answers).toContainEqual({ ok: false, error: { code: 'RATE_LIMITED', message: expect.any(String), retryAfterSeconds: 1 } });
    expect(await calm.emitWithAck('message', 'and me?')).toEqual({ ok: true, data: 'Response: AND ME?' });
  });

  it('a lost connection comes back with the cities that it watches, and may watch no more for it', async () => {
    const socket = await connectThrough(here(), newAddress());
    for (const city of ['Oslo', 'Lima']) expect(await socket.emitWithAck('weather:subscribe', { city })).toMatchObject({ ok: true });

    await move(socket, there());
    await within(5_000, 'the reconnection', new Promise<void>((resolve) => socket.once('connect', resolve)));

    expect(socket.recovered).toBe(true);
    expect(await socket.emitWithAck('weather:subscribe', { city: 'Rome' })).toMatchObject({ ok: false, error: { code: 'TOO_MANY_SUBSCRIPTIONS' } });
    expect(await socket.emitWithAck('weather:subscribe', { city: 'Lima' })).toMatchObject({ ok: true });
  });

  it('a lost connection is not taken up where its address holds as many as it may', async () => {
    const address = newAddress();
    const socket = await connectThrough(here(), address);
    await move(socket, there());
    socket.disconnect();
    for (let n = 0; n < 3; n++) await connectThrough(there(), address);
    const refused = new Promise((resolve) => socket.once('connect_error', resolve));

    socket.connect();

    expect(await within(5_000, 'the refusal', refused)).toMatchObject({ message: 'TOO_MANY_CONNECTIONS' });
  });
});
