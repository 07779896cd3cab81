import { describe, expect, it } from '@jest/globals';
import { type Ask, type Scene, routes } from './support/access-matrix.js';
import { aPlacedOrder } from './support/orders.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { aSignedInUser } from './support/users.js';

const service = bootService({ worker: false });
const extras = { id: 1, userId: 1, role: 'admin', emailVerified: true, blockedAt: null, passwordHash: 'x', totalCents: 1, unitPriceCents: 1, status: 'paid' };

async function aScene(): Promise<Scene> {
  const owner = await aSignedInUser(service);
  return { service, owner, orderId: (await aPlacedOrder(service, owner)).id, sessionId: '' };
}

/** The routes that take a JSON object, with a good one. */
async function bodies(scene: Scene): Promise<[string, string, object][]> {
  const asked: (Ask & { route: string })[] = [];
  for (const [route, { ask }] of Object.entries(routes)) asked.push({ route, ...(await ask?.(scene, scene.owner)) });
  return asked.flatMap(({ route, path, body }) =>
    typeof body === 'object' && body !== null
      ? [[...(route.split(' ') as [string, string]), body] as [string, string, object]].map(
          ([method, pattern, good]) => [method, path ?? pattern, good] as [string, string, object],
        )
      : [],
  );
}

describe('a member that nobody asked for', () => {
  it('is refused, and nothing of it is kept', async () => {
    const scene = await aScene();
    const all = await bodies(scene);
    expect(all.length).toBeGreaterThan(9);
    const before = await service.database.query('SELECT to_jsonb(u) AS row FROM users u WHERE id = $1', [scene.owner.id]);

    for (const [method, path, body] of all) {
      for (const [name, value] of Object.entries(extras)) {
        const problem = expectProblem(
          await service.request(method, path, { ...body, [name]: value }, { as: scene.owner, headers: { 'Sec-Fetch-Site': 'same-origin' } }),
          400,
          'VALIDATION_FAILED',
        );
        expect({ path, errors: problem.errors }).toEqual({ path, errors: [{ path: name, message: 'is not a known field' }] });
      }
    }

    expect(await service.database.query('SELECT to_jsonb(u) AS row FROM users u WHERE id = $1', [scene.owner.id])).toEqual(before);
    expect(await service.database.query(`SELECT FROM users WHERE role = 'admin'`)).toEqual([]);
    expect(await service.database.query('SELECT FROM orders')).toHaveLength(1);
  });
});
