import { afterAll, describe, expect, it, jest } from '@jest/globals';
import type { Logger } from '../../observability/logger.js';
import { AnswerStore } from './answer-store.js';
import { Coordination } from '../coordination.js';

/** Without Redis: memory alone. */
describe('AnswerStore', () => {
  const coordination = new Coordination('redis://127.0.0.1:9', { debug: jest.fn() } as unknown as Logger);
  const store = new AnswerStore(coordination);
  afterAll(() => { coordination.close(); });

  it('lets go of what was asked for longest ago rather than hold more than 64 MB', async () => {
    const picture = 'x'.repeat(1_000_000);

    for (let number = 0; number < 80; number++) await store.keep(`picture:${number}`, picture, 60_000, 60_000);

    const held = await Promise.all(Array.from({ length: 80 }, async (_, number) => (await store.find(`picture:${number}`)) !== undefined));
    expect(held.filter(Boolean).length).toBeLessThanOrEqual(64);
    expect(held.filter(Boolean).length).toBeGreaterThan(55);
    expect([held[0], held[79]]).toEqual([false, true]);
  });
});
