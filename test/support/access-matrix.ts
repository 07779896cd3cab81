import { randomUUID } from 'node:crypto';
import type { ClientEventName } from '../../src/contracts/events.js';
import { anAuthenticator, protect } from './authenticator.js';
import type { Service } from './service.js';
import { type SignedInUser, aUser, signIn } from './users.js';

/** Whose things a request is about. */
export interface Scene {
  service: Service;
  owner: SignedInUser;
  /** Of the owner. */
  orderId: number;
  sessionId: string;
}

/** What is asked; the path is the route's own when it is not said. */
export interface Ask {
  path?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * Who may, and what they are answered. `everyone`: whatever token comes along. `signed in`: each with their own things. `owner`: somebody
 * else's answer is `other`, an admin's `admin`. `admin`, `operator`: admins; operators' own ways in have tests of their own.
 */
export interface Row {
  who: 'everyone' | 'signed in' | 'owner' | 'admin';
  ok: number;
  other?: number;
  admin?: number;
  /** `asker` is who asks, when they are signed in. */
  ask?: (scene: Scene, asker?: SignedInUser) => Ask | Promise<Ask>;
}

const everyone = (ok: number, ask?: Row['ask']): Row => ({ who: 'everyone', ok, ...(ask && { ask }) });
const signedIn = (ok: number, ask?: Row['ask']): Row => ({ who: 'signed in', ok, ...(ask && { ask }) });
const admin = (ok: number, ask?: Row['ask']): Row => ({ who: 'admin', ok, ...(ask && { ask }) });
const owner = (ok: number, others: { other: number; admin: number }, ask: Row['ask']): Row => ({ who: 'owner', ok, ...others, ask });

const newPassword = 'quite another horse';
const spent = 'A'.repeat(43);
const freshRefreshToken = async ({ service, owner: user }: Scene) => ({ body: { refreshToken: (await signIn(service, user)).refreshToken } });
const browser = (headers: Record<string, string> = {}) => ({ 'Sec-Fetch-Site': 'same-origin', ...headers });
const ownPassword = (asker?: SignedInUser) => asker?.password ?? 'nobody asks';

/** The password and a code, once the second factor is on. */
const proof = async ({ service }: Scene, asker?: SignedInUser) => ({
  body: { password: ownPassword(asker), code: asker ? (await protect(service, asker)).app.next() : '123456' },
});

/** Every route that a controller has. Nothing else is served but /docs and /openapi.json, which are for everyone. */
export const routes: Record<string, Row> = {
  'GET /': everyone(200),
  'GET /favicon.ico': everyone(200),
  'GET /.well-known/jwks.json': everyone(200),
  'GET /async-endpoint': everyone(200),
  'GET /sync-endpoint': everyone(200),
  'GET /asyncapi.json': everyone(200),
  'GET /docs/events': everyone(200),
  'GET /docs/events/:asset': everyone(200, () => ({ path: '/docs/events/start.js' })),
  'GET /health/live': everyone(200),
  'GET /health/ready': everyone(200),
  'GET /metrics': admin(200),
  'GET /products': everyone(200),
  'GET /cities': everyone(200, () => ({ path: '/cities?q=oslo' })),
  'GET /weather': everyone(200, () => ({ path: '/weather?cities=Oslo' })),
  'GET /weather/:city': everyone(200, () => ({ path: '/weather/Oslo' })),
  'GET /weather/:city/chart.svg': everyone(200, () => ({ path: '/weather/Oslo/chart.svg' })),
  'GET /weather/:city/chart.png': everyone(200, () => ({ path: '/weather/Oslo/chart.png' })),

  'POST /register': everyone(201, () => ({ body: aUser() })),
  'POST /auth/login': everyone(200, ({ owner: { email, password } }) => ({ body: { email, password } })),
  'POST /auth/refresh': everyone(200, freshRefreshToken),
  'POST /auth/logout': everyone(204, freshRefreshToken),
  'POST /auth/browser/login': everyone(200, ({ owner: { email, password } }) => ({ body: { email, password }, headers: browser() })),
  'POST /auth/browser/refresh': everyone(200, async (scene) => ({
    headers: browser({ Cookie: `__Secure-isobar_refresh=${(await freshRefreshToken(scene)).body.refreshToken}` }),
  })),
  'POST /auth/browser/logout': everyone(204, async (scene) => ({
    headers: browser({ Cookie: `__Secure-isobar_refresh=${(await freshRefreshToken(scene)).body.refreshToken}` }),
  })),
  'POST /auth/forgot-password': everyone(202, ({ owner: { email } }) => ({ body: { email } })),
  'POST /auth/resend-verification': everyone(202, ({ owner: { email } }) => ({ body: { email } })),
  'GET /reset-password/:token': everyone(400, () => ({ path: `/reset-password/${spent}` })),
  'POST /reset-password/:token': everyone(400, () => ({ path: `/reset-password/${spent}`, body: { newPassword } })),
  'GET /verify-email/:token': everyone(400, () => ({ path: `/verify-email/${spent}` })),
  'POST /verify-email/:token': everyone(400, () => ({ path: `/verify-email/${spent}` })),

  'GET /auth/sessions': signedIn(200),
  'DELETE /auth/sessions': signedIn(204),
  'DELETE /auth/sessions/:id': owner(204, { other: 404, admin: 404 }, ({ sessionId }) => ({ path: `/auth/sessions/${sessionId}` })),
  'GET /users/me': signedIn(200),
  'PATCH /users/me': signedIn(200, () => ({ body: { displayName: 'Another Name' } })),
  'PUT /users/me/password': signedIn(204, (_, asker) => ({ body: { currentPassword: ownPassword(asker), newPassword } })),
  'PUT /users/me/email': signedIn(202, (_, asker) => ({ body: { email: `${randomUUID()}@example.net`, password: ownPassword(asker) } })),
  'GET /users/me/export': signedIn(200),
  'DELETE /users/me': signedIn(204, (_, asker) => ({ body: { password: ownPassword(asker) } })),
  'GET /users/me/second-factor': signedIn(200),
  'POST /users/me/second-factor': signedIn(201, (_, asker) => ({ body: { password: ownPassword(asker) } })),
  'PUT /users/me/second-factor': signedIn(200, async ({ service }, asker) => ({
    body: { code: asker ? (await anAuthenticator(service, asker)).next() : '123456' },
  })),
  'DELETE /users/me/second-factor': signedIn(204, proof),
  'POST /users/me/second-factor/recovery-codes': signedIn(201, proof),
  'GET /users/:id': everyone(200, ({ owner: { id } }) => ({ path: `/users/${id}` })),
  'GET /orders': signedIn(200),
  'POST /orders': signedIn(201, () => ({ body: { sku: 'barometer', quantity: 1 } })),
  'GET /orders/:id': owner(200, { other: 404, admin: 404 }, ({ orderId }) => ({ path: `/orders/${orderId}` })),
  'GET /dashboard/:userId': owner(200, { other: 403, admin: 200 }, ({ owner: { id } }) => ({ path: `/dashboard/${id}` })),

  'GET /users': admin(200),
  'GET /users/:id/history': admin(200, ({ owner: { id } }) => ({ path: `/users/${id}/history` })),
  'PUT /users/:id/block': admin(204, ({ owner: { id } }) => ({ path: `/users/${id}/block` })),
  'DELETE /users/:id/block': admin(204, ({ owner: { id } }) => ({ path: `/users/${id}/block` })),
  'DELETE /users/:id/second-factor': admin(204, async ({ service, owner: user }, asker) => {
    if (asker) await protect(service, user);
    return { path: `/users/${user.id}/second-factor` };
  }),
  'ALL /admin/queues': admin(200, () => ({ path: '/admin/queues' })),
  'ALL /admin/queues/*path': admin(200, () => ({ path: '/admin/queues/api/queues' })),
  'GET /admin/sign-in': everyone(200),
  'POST /admin/sign-in': everyone(401, () => ({
    body: 'email=a%40example.org&password=nobody%27s',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  })),
  /** Leads to the form, which is followed. */
  'POST /admin/sign-out': everyone(303),
};

/** What a socket is answered: `true`, or the code of its refusal. A socket whose token is not good is not let in at all. */
export const events: Record<ClientEventName, { payload: (own?: SignedInUser) => unknown; nobody: true | string }> = {
  message: { payload: () => 'hello', nobody: true },
  'weather:subscribe': { payload: () => ({ city: 'Oslo' }), nobody: true },
  'weather:unsubscribe': { payload: () => ({ city: 'Oslo' }), nobody: true },
  resume: { payload: () => ({ offset: 0 }), nobody: 'NOT_SIGNED_IN' },
  'auth:refresh': { payload: (own) => ({ token: own?.accessToken ?? 'a.b.c' }), nobody: 'TOKEN_INVALID' },
};
