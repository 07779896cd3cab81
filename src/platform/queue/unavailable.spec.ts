import { describe, expect, it } from '@jest/globals';
import { isRedisUnavailable } from './unavailable.js';

describe('isRedisUnavailable', () => {
  it.each([
    new Error('Command timed out'),
    new Error('Connection is closed.'),
    new Error(`Stream isn't writeable and enableOfflineQueue options is false`),
    new Error('Reached the max retries per request limit (which is 1). Refer to "maxRetriesPerRequest" option for details.'),
    new Error("READONLY You can't write against a read only replica."),
    new Error("OOM command not allowed when used memory > 'maxmemory'."),
    new Error('NOREPLICAS Not enough good replicas to write.'),
    new Error('MISCONF Redis is configured to save RDB snapshots, but is currently unable to persist to disk.'),
    new Error('LOADING Redis is loading the dataset in memory'),
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
  ])('knows %s', (error) => {
    expect(isRedisUnavailable(error)).toBe(true);
  });

  it.each([new Error('WRONGTYPE Operation against a key holding the wrong kind of value'), new TypeError('x is undefined'), 'Command timed out'])(
    'leaves %s to be a mistake of ours',
    (error) => {
      expect(isRedisUnavailable(error)).toBe(false);
    },
  );
});
