import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { BatchedWrite } from './batched-write.js';

function writing() {
  const batches: { inputs: readonly number[]; commit: () => void; fail: (error: Error) => void }[] = [];
  const write = new BatchedWrite<number, string>(
    async (inputs) => new Promise((resolve, reject) => {
      batches.push({ inputs, commit: () => { resolve(inputs.map((input) => `written ${input}`)); }, fail: reject });
    }),
  );
  return { batches, write };
}

/** Long enough for everything that is about to happen. */
const turn = async () => sleep(5);

describe('BatchedWrite', () => {
  it('writes a lone one at once', async () => {
    const { batches, write } = writing();
    const written = write.run(1);
    await turn();

    expect(batches).toHaveLength(1);
    batches[0]?.commit();
    expect(await written).toBe('written 1');
  });

  it('writes together what is asked for while one is under way, and gives each their own', async () => {
    const { batches, write } = writing();
    const first = write.run(1);
    await turn();
    const others = [write.run(2), write.run(3)];
    await turn();
    others.push(write.run(4));
    await turn();
    expect(batches.map(({ inputs }) => inputs)).toEqual([[1]]);

    batches[0]?.commit();
    await first;
    await turn();
    batches[1]?.commit();

    expect(await Promise.all(others)).toEqual(['written 2', 'written 3', 'written 4']);
    expect(batches.map(({ inputs }) => inputs)).toEqual([[1], [2, 3, 4]]);
  });

  it('fails for everyone of the batch, and goes on', async () => {
    const { batches, write } = writing();
    const failed = [write.run(1), write.run(2)];
    await turn();
    const next = write.run(3);

    batches[0]?.fail(new Error('away'));

    expect((await Promise.allSettled(failed)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await turn();
    batches[1]?.commit();
    expect(await next).toBe('written 3');
  });
});
