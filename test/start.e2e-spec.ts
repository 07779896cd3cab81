import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { z } from 'zod';
import { dashboardView } from '../src/dashboard/dashboard.schemas.js';
import { eventually } from './support/eventually.js';
import { LaunchedProject } from './support/launched-project.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { aPlacedOrder } from './support/orders.js';
import { SocketClients, next } from './support/socket-client.js';
import { type SignedInUser, aRegisteredUser, aSignedInUser } from './support/users.js';

const inboxMails = z.array(z.object({ subject: z.string(), text: z.string(), to: z.array(z.object({ address: z.string() })) }));

describe('npm start, in a folder of its own', () => {
  const weather = new OpenMeteoDouble();
  const project = new LaunchedProject();
  const sockets = new SocketClients(project);
  let ada: SignedInUser;

  beforeAll(async () => {
    await weather.start();
    await project.start({ OPEN_METEO_URL: weather.url, OPEN_METEO_GEOCODING_URL: weather.url });
  }, 150_000);

  afterAll(async () => {
    await weather.stop();
    await project.remove();
  }, 60_000);

  it('says where everything is, and everything is ready', async () => {
    expect(Object.keys(project.addresses)).toEqual(expect.arrayContaining(['API and page', 'Documentation', 'Mail inbox', 'PostgreSQL', 'Redis', 'SMTP']));
    expect(await project.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
  });

  it('tells operators what it does, at addresses of their own', async () => {
    for (const name of ['Metrics', 'Worker metrics']) expect((await fetch(project.addresses[name] ?? '')).status).toBe(200);
    expect((await project.get('/metrics')).status).toBe(401);
  });

  it('registers people, whose welcome mail is in the inbox', async () => {
    const { email } = await aRegisteredUser(project, { displayName: 'Grace Hopper' });

    await eventually(async () => {
      const mails = inboxMails.parse(await (await fetch(new URL('/api/email', project.addresses['Mail inbox']))).json());
      expect(mails.filter(({ to }) => to.some(({ address }) => address === email))).toEqual([
        expect.objectContaining({ subject: 'Welcome to Isobar', text: expect.stringContaining('Grace Hopper') }),
      ]);
    });
  });

  it('signs them in, takes their orders, and shows both on the dashboard', async () => {
    ada = await aSignedInUser(project);
    const order = await aPlacedOrder(project, ada, { quantity: 2 });

    const dashboard = (await project.get(`/dashboard/${ada.id}`, { as: ada })).as(dashboardView);

    expect(dashboard).toMatchObject({ user: { email: ada.email }, orders: [order], stats: { orderCount: 1, totalSpentCents: order.totalCents } });
  });

  it('tells the weather', async () => {
    expect(await project.get('/weather/Oslo')).toMatchObject({ status: 200, body: { city: { name: 'Oslo' }, source: 'open-meteo' } });
  });

  it('talks over sockets, also of what happens elsewhere', async () => {
    const socket = await sockets.connect(ada);
    const told = next(socket, 'order:created');

    expect(await socket.emitWithAck('message', 'hello')).toEqual({ ok: true, data: 'Response: HELLO' });
    const order = await aPlacedOrder(project, ada);
    expect(await told).toMatchObject(order);
  });

  it('stops everything that it started when npm is told to', async () => {
    const { code, left } = await project.stop();

    expect(left).toEqual([]);
    expect([0, 143]).toContain(code);
    expect(await Promise.all(Object.values(project.addresses).map(answers))).not.toContain(true);
  }, 60_000);
});

async function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => { resolve(false); });
  });
}
