import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type pg from 'pg';
import { VerifiedPool } from './verified-pool.js';

/** Stands in for pg's client: connects at once, and answers unless it is dead. */
class FakeClient extends EventEmitter {
  static made: FakeClient[] = [];
  dead = false;
  /** The pool keeps no client that says otherwise. */
  readonly _queryable = true;
  readonly asked: string[] = [];
  readonly connection = { stream: { destroy: jest.fn() } };
  _ending = false;

  constructor() {
    super();
    FakeClient.made.push(this);
  }

  connect(callback: (error?: Error) => void): void {
    setImmediate(callback);
  }

  async query({ text }: { text: string }): Promise<object> {
    this.asked.push(text);
    return this.dead ? Promise.reject(new Error('Query read timeout')) : Promise.resolve({ rows: [] });
  }

  async end(callback?: () => void): Promise<void> {
    this._ending = true;
    callback?.();
    return Promise.resolve();
  }

  ref(): void { /* as pg's */ }
  unref(): void { /* as pg's */ }
}

function poolOf(size: number): VerifiedPool {
  FakeClient.made = [];
  return new VerifiedPool({ Client: FakeClient as unknown as new () => pg.Client, max: size, idleTimeoutMillis: 0 });
}

/** Takes so many connections at once and gives them all back; returns which they were. */
async function useOf(pool: VerifiedPool, count: number): Promise<FakeClient[]> {
  const clients = await Promise.all(Array.from({ length: count }, async () => pool.connect()));
  clients.forEach((client) => { client.release(); });
  return clients as unknown as FakeClient[];
}

describe('VerifiedPool', () => {
  let now = 1_000;
  const rest = (ms: number) => (now += ms);
  beforeAll(() => { jest.spyOn(performance, 'now').mockImplementation(() => now); });
  afterAll(() => { jest.restoreAllMocks(); });

  it('hands out unasked what was used just now', async () => {
    const pool = poolOf(1);
    const [first] = await useOf(pool, 1);

    rest(500);
    const [again] = await useOf(pool, 1);

    expect(again).toBe(first);
    expect(first?.asked).toEqual([]);
  });

  it('asks what has rested whether it is alive', async () => {
    const pool = poolOf(1);
    const [first] = await useOf(pool, 1);

    rest(1_500);
    const [again] = await useOf(pool, 1);

    expect(again).toBe(first);
    expect(first?.asked).toEqual(['SELECT 1']);
  });

  it('replaces what is dead, and asks none of the others that rested as long', async () => {
    const pool = poolOf(5);
    const before = await useOf(pool, 5);
    before.forEach((client) => (client.dead = true));

    rest(1_500);
    const after = await useOf(pool, 1);
    const more = await useOf(pool, 5);

    expect(after[0]?.dead).toBe(false);
    expect(more.filter(({ dead }) => dead)).toEqual([]);
    expect(before.flatMap(({ asked }) => asked)).toEqual(['SELECT 1']);
    expect(pool.totalCount).toBe(5);
  });

  it('ends a connection that left an answer out, and hands it to nobody', async () => {
    const pool = poolOf(1);
    const [silent] = await useOf(pool, 1);
    const client = await pool.connect();
    silent!.dead = true;

    await expect(client.query('START TRANSACTION')).rejects.toThrow('Query read timeout');
    client.release();

    expect(silent?.connection.stream.destroy).toHaveBeenCalled();
    const [next] = await useOf(pool, 1);
    expect(next).not.toBe(silent);
  });

  it('takes callbacks as well, as drivers do', async () => {
    const pool = poolOf(1);

    const client = await new Promise<unknown>((resolve, reject) => {
      pool.connect((error, given, release) => {
        release();
        if (error) reject(error);
        else resolve(given);
      });
    });

    expect(client).toBe(FakeClient.made[0]);
  });

  it('says so when nobody answers at all', async () => {
    const pool = poolOf(1);
    jest.spyOn(FakeClient.prototype, 'connect').mockImplementationOnce((callback) => { setImmediate(callback, new Error('connect ECONNREFUSED')); });

    await expect(pool.connect()).rejects.toThrow('ECONNREFUSED');
  });
});
