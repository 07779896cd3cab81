import { expect } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from './eventually.js';
import type { Service } from './service.js';
import { TestDatabase } from './test-database.js';

/** Has `ask` promise so many mails, and lets the worker begin all of them before it may write any link of the account: none comes before another. */
export async function allAtOnce(service: Service, userId: number, mails: number, ask: () => Promise<unknown>): Promise<void> {
  const holder = await TestDatabase.connect(service.database.url);
  await holder.query('BEGIN');
  await holder.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [userId]);
  try {
    await Promise.all(Array.from({ length: mails }, ask));
    await eventually(async () => {
      expect(await service.database.query('SELECT FROM outbox WHERE started_at IS NOT NULL AND completed_at IS NULL')).toHaveLength(mails);
    }, 4_000);
    await sleep(200);
  } finally {
    await holder.query('COMMIT');
    await holder.disconnect();
  }
}
