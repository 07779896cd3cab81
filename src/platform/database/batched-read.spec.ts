import { describe, expect, it, jest } from '@jest/globals';
import { BatchedRead } from './batched-read.js';
import type { PreparedStatements, Statement } from './prepared-statements.js';

interface Row {
  userId: number;
  text: string;
}

const statement: Statement = { name: 'rows', text: 'SELECT … WHERE user_id = ANY($1)' };

function reading(table: Row[]) {
  const read = jest.fn(async (_: Statement, [ids]: [number[]]) => Promise.resolve(table.filter(({ userId }) => ids.includes(userId))));
  return { read, rows: new BatchedRead<Row & Record<string, unknown>>({ read } as unknown as PreparedStatements, statement, 'userId') };
}

describe('BatchedRead', () => {
  const table = [{ userId: 1, text: 'a' }, { userId: 2, text: 'b' }, { userId: 1, text: 'c' }];

  it('asks once for all that is wanted at the same time, and gives each their own', async () => {
    const { read, rows } = reading(table);

    const answers = await Promise.all([rows.many(1), rows.many(2), rows.one(1), rows.one(3), rows.many(3)]);

    expect(answers).toEqual([[table[0], table[2]], [table[1]], table[0], undefined, []]);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('remembers nothing', async () => {
    const { read, rows } = reading(table);

    await rows.one(1);
    await rows.one(1);

    expect(read).toHaveBeenCalledTimes(2);
  });

  it('asks for a hundred at a time', async () => {
    const { read, rows } = reading([]);

    await Promise.all(Array.from({ length: 250 }, async (_, id) => rows.one(id)));

    expect(read.mock.calls.map(([, [ids]]) => ids.length)).toEqual([100, 100, 50]);
  });

  it('fails for everyone who asked, and works again', async () => {
    const { read, rows } = reading(table);
    read.mockRejectedValueOnce(new Error('away'));

    const outcomes = await Promise.allSettled([rows.one(1), rows.one(2)]);

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await rows.one(2)).toEqual(table[1]);
  });
});
