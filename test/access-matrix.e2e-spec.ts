import { beforeAll, describe, expect, it } from '@jest/globals';
import { sessionList } from '../src/auth/auth.schemas.js';
import { type ClientEventName, clientEvents } from '../src/contracts/events.js';
import { type Row, type Scene, events, routes } from './support/access-matrix.js';
import { eventually } from './support/eventually.js';
import type { Answer } from './support/http-client.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { aPlacedOrder } from './support/orders.js';
import { expectProblem } from './support/problem.js';
import { routesOfControllers } from './support/routes.js';
import { bootService } from './support/service.js';
import { SocketClients } from './support/socket-client.js';
import { aToken, anHmacToken } from './support/tokens.js';
import { type SignedInUser, aSignedInUser, anAdmin, signIn } from './support/users.js';

const service = bootService({
  weather: new OpenMeteoDouble(),
  worker: false,
  environment: { PASSWORD_HASH_MEMORY_KIB: '1024', PASSWORD_HASH_ITERATIONS: '1' },
});
const sockets = new SocketClients(service);

interface Bad {
  token: string;
  code: 'TOKEN_EXPIRED' | 'TOKEN_INVALID' | 'SESSION_ENDED';
}

/** Tokens that open nothing, by what is the matter with them. */
const bad: Record<string, Bad> = {};

beforeAll(async () => {
  const [gone, blocked] = [await aSignedInUser(service), await aSignedInUser(service)];
  await service.post('/auth/logout', { refreshToken: gone.refreshToken });
  await service.request('PUT', `/users/${blocked.id}/block`, undefined, { as: await anAdmin(service) });
  const claims = { sub: String(gone.id), role: 'admin' };
  Object.assign(bad, {
    'an expired token': { token: aToken(service, { claims, expiresIn: -1_000 }), code: 'TOKEN_EXPIRED' },
    'a tampered token': {
      token: aToken(service).replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`),
      code: 'TOKEN_INVALID',
    },
    'alg: none': { token: anHmacToken('none'), code: 'TOKEN_INVALID' },
    "another key's token": { token: aToken(service, { claims, secret: 'another secret altogether' }), code: 'TOKEN_INVALID' },
    'an ended session': { token: gone.accessToken, code: 'SESSION_ENDED' },
    'a blocked user': { token: blocked.accessToken, code: 'SESSION_ENDED' },
  } satisfies Record<string, Bad>);
  for (const { token } of Object.values(bad).filter(({ code }) => code === 'SESSION_ENDED')) {
    await eventually(async () => { expectProblem(await service.get('/users/me', { as: { accessToken: token } }), 401, 'SESSION_ENDED'); });
  }
});

/** Somebody with an order and a session of their own, made for each question: answers may take them away. */
async function aScene(): Promise<Scene> {
  const owner = await aSignedInUser(service);
  const { id: orderId } = await aPlacedOrder(service, owner);
  await signIn(service, owner);
  const { items } = (await service.get('/auth/sessions', { as: owner })).as(sessionList);
  return { service, owner, orderId, sessionId: items.find(({ current }) => !current)!.id };
}

async function ask(route: string, { ask: how }: Row, scene: Scene, accessToken?: string, asker?: SignedInUser): Promise<Answer> {
  const [method = '', pattern = ''] = route.split(' ');
  const { path = pattern, body, headers } = (await how?.(scene, asker)) ?? {};
  return service.request(method === 'ALL' ? 'GET' : method, path, body, {
    ...(accessToken !== undefined && { as: { accessToken } }),
    ...(headers && { headers }),
  });
}

/** What is for one person is kept by no cache, and neither are tokens. */
function expectUnkept({ status, headers, text }: Answer, { who }: Row): void {
  if (who !== 'everyone' || text.includes('"accessToken":"'))
    expect({ status, cacheControl: headers.get('Cache-Control') }).toEqual({ status, cacheControl: 'no-store' });
}

describe('the matrix of who may do what', () => {
  it('has a row for every route and event, and no other', async () => {
    expect(Object.keys(routes).sort()).toEqual(await routesOfControllers());
    expect(Object.keys(events).sort()).toEqual(Object.keys(clientEvents).sort());
  });
});

describe.each(Object.entries(routes))('%s', (route, row) => {
  it('answers everybody as its row says', async () => {
    const scene = await aScene();
    const open = row.who === 'everyone';

    const toNobody = await ask(route, row, scene);
    if (open) expect(toNobody.status).toBe(row.ok);
    else expectProblem(toNobody, 401, 'NOT_SIGNED_IN');
    for (const [what, { token, code }] of Object.entries(bad)) {
      const answer = await ask(route, row, scene, token);
      if (open) expect({ what, status: answer.status }).toEqual({ what, status: row.ok });
      else expectProblem(answer, 401, code);
    }

    const another = await aSignedInUser(service);
    const toAnother = await ask(route, row, scene, another.accessToken, another);
    expect(toAnother.status).toBe(row.who === 'admin' ? 403 : row.who === 'owner' ? row.other : row.ok);
    expect(toAnother.text).not.toContain(scene.owner.email);
    const { owner } = scene;
    const toOwner = await ask(route, row, scene, owner.accessToken, owner);
    expect(toOwner.status).toBe(row.who === 'admin' ? 403 : row.ok);
    const admin = await anAdmin(service);
    const toAdmin = await ask(route, row, await aScene(), admin.accessToken, admin);
    expect(toAdmin.status).toBe(row.admin ?? row.ok);
    for (const answer of [toAnother, toOwner, toAdmin]) expectUnkept(answer, row);
  }, 60_000);
});

describe.each(Object.keys(events) as ClientEventName[])('the event %s', (name) => {
  const { payload, nobody } = events[name];
  const answerOf = async (user?: SignedInUser) => {
    const socket = await sockets.connect(user);
    const answer: { ok: boolean; error?: { code: string } } = await socket.emitWithAck(name as 'message', payload(user) as string);
    return answer.ok || answer.error?.code;
  };

  it('answers everybody as its row says', async () => {
    for (const { token, code } of Object.values(bad)) expect(await sockets.refusal(token)).toMatchObject({ message: code });
    expect(await answerOf()).toBe(nobody);
    for (const user of [await aSignedInUser(service), await anAdmin(service)]) expect(await answerOf(user)).toBe(true);
  });
});
