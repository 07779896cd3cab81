import { describe, expect, it } from '@jest/globals';
import { ValidationFailed } from '../../../contracts/errors.js';
import { assertPlainData, maxDepth, maxItems } from './plain-data.js';

const nested = (open: string, close: string, depth: number) => JSON.parse(open.repeat(depth) + close.repeat(depth)) as unknown;

function refusal(value: unknown): unknown {
  try {
    assertPlainData(value);
    return undefined;
  } catch (error) {
    if (error instanceof ValidationFailed) return error.details.fields;
    throw error;
  }
}

describe('assertPlainData', () => {
  it.each([null, undefined, 1, 'text', true, [], {}, { a: [{ b: null }] }, { proto: 1, __proto: 2, Constructor: 3 }, '__proto__', ['constructor']])(
    'takes %j',
    (value) => {
      expect(refusal(value)).toBeUndefined();
    },
  );

  it('takes as many levels as it says, and none more', () => {
    expect(refusal(nested('[', ']', maxDepth))).toBeUndefined();
    expect(refusal(nested('[', ']', maxDepth + 1))).toEqual([{ path: '', message: 'must not nest deeper than 32 levels' }]);
    expect(refusal({ a: nested('[', ']', maxDepth) })).toBeDefined();
    expect(refusal(nested('[', ']', 50_000))).toBeDefined();
  });

  it('takes as many items as it says, and none more', () => {
    expect(refusal({ list: Array.from({ length: maxItems }, () => 0) })).toBeUndefined();
    expect(refusal({ list: Array.from({ length: maxItems + 1 }, () => 0) })).toEqual([{ path: 'list', message: 'must not have more than 1000 items' }]);
  });

  it.each([
    ['{"__proto__":1}', '__proto__'],
    ['{"\\u005f_proto__":{"role":"admin"}}', '__proto__'],
    ['{"a":{"constructor":{"prototype":{}}}}', 'a.constructor'],
    ['[{"b":[{"prototype":null}]}]', '0.b.0.prototype'],
  ])('refuses the name in %s', (json, path) => {
    expect(refusal(JSON.parse(json))).toEqual([{ path, message: 'is a reserved name' }]);
  });

  it('refuses the name in a query', () => {
    expect(refusal(Object.assign(Object.create(null), { ['__proto__']: 'x' }))).toEqual([{ path: '__proto__', message: 'is a reserved name' }]);
  });
});
