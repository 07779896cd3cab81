import { describe, expect, it } from '@jest/globals';
import { jobNames, jobs } from '../../contracts/jobs.js';
import { jitteredBackoff, jobOptions } from './queue-options.js';

const failure = new Error('no luck');
const plan = { first: 1_000, longest: 30_000 };

describe('jitteredBackoff', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [4, 8_000],
    [6, 30_000],
    [50, 30_000],
    [1_000_000, 30_000],
  ])('waits after failure %i for between half of %i ms and all of it', (attempt, ceiling) => {
    const waits = Array.from({ length: 200 }, () => jitteredBackoff(attempt, failure, plan));

    expect(Math.min(...waits)).toBeGreaterThanOrEqual(ceiling / 2);
    expect(Math.max(...waits)).toBeLessThanOrEqual(ceiling);
    expect(new Set(waits).size).toBeGreaterThan(50);
  });

  it('has a plan of its own for a job that has none', () => {
    expect(jitteredBackoff(1, failure)).toBeGreaterThan(0);
  });
});

describe('jobOptions', () => {
  it("takes each job's plan from the contract, and its identity from the outbox row", () => {
    for (const name of jobNames) {
      expect(jobOptions(name, 'the-row')).toMatchObject({
        jobId: 'the-row',
        attempts: jobs[name].attempts,
        backoff: { type: 'jittered', options: jobs[name].backoffMs },
      });
    }
  });
});
