import { createServer } from 'node:http';
import pg from 'pg';
import { collectDefaultMetrics, register } from 'prom-client';

/**
 * The machine's own limit: the same answers out of the same database from a bare node:http server and pg's prepared statements,
 * with no framework, log, request id, guard, validation or error handling.
 */
const { DATABASE_URL, PORT } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 30 });
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
collectDefaultMetrics();

const hello = JSON.stringify({ message: 'Hello World', name: 'limit', version: '0', links: { docs: '/docs', openapi: '/openapi.json' } });
const profile = { name: 'profile', text: 'SELECT id, display_name AS "displayName", created_at AS "createdAt" FROM users WHERE id = $1' };
const account = {
  name: 'account',
  text: 'SELECT id, email, email_verified AS "emailVerified", display_name AS "displayName", role, created_at AS "createdAt" FROM users WHERE id = $1',
};
const orders = {
  name: 'orders',
  text: `SELECT id, sku, quantity, unit_price_cents AS "unitPriceCents", total_cents AS "totalCents", currency, status, created_at AS "createdAt"
         FROM orders WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20`,
};
const stats = {
  name: 'stats',
  text: `SELECT count(*) AS "orderCount", coalesce(sum(total_cents), 0)::bigint AS "totalSpentCents", max(created_at) AS "lastOrderAt" FROM orders WHERE user_id = $1`,
};

async function rows(statement: { name: string; text: string }, id: number): Promise<unknown[]> {
  return (await pool.query<Record<string, unknown>>({ ...statement, values: [id] })).rows;
}

async function answer(url: string): Promise<string> {
  const id = Number(url.slice(url.lastIndexOf('/') + 1));
  if (url.startsWith('/users/')) return JSON.stringify((await rows(profile, id))[0]);
  if (url.startsWith('/dashboard/')) {
    const [user, list, figures] = await Promise.all([rows(account, id), rows(orders, id), rows(stats, id)]);
    return JSON.stringify({ user: user[0], orders: list, stats: figures[0] });
  }
  return url === '/metrics' ? register.metrics() : hello;
}

createServer((request, response) => {
  answer(request.url ?? '/').then(
    (body) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
      response.end(body);
    },
    () => {
      response.writeHead(500);
      response.end();
    },
  );
}).listen(Number(PORT), '127.0.0.1', () => process.send?.('ready'));
