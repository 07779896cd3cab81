import { describe, expect, it } from '@jest/globals';
import { newTrace, nextTraceparent, parseTraceparent } from './trace.js';

const id = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('parseTraceparent', () => {
  it.each([
    [`00-${id}-00f067aa0ba902b7-01`, '01'],
    [`00-${id}-00f067aa0ba902b7-00`, '00'],
    [`cc-${id}-00f067aa0ba902b7-01`, '01'],
    [`cc-${id}-00f067aa0ba902b7-01-what-the-future-brings`, '01'],
  ])('reads %s', (traceparent, flags) => {
    expect(parseTraceparent(traceparent)).toEqual({ id, flags });
  });

  it.each([
    undefined,
    '',
    'garbage',
    `ff-${id}-00f067aa0ba902b7-01`,
    `00-${id}-00f067aa0ba902b7-01-more`,
    `00-${id.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${id}-0000000000000000-01`,
    `00-${id}-00f067aa0ba902b7`,
  ])('takes no trace from %s', (traceparent) => {
    expect(parseTraceparent(traceparent)).toBeUndefined();
  });
});

describe('nextTraceparent', () => {
  it('keeps the trace and its flags, under a step of its own', () => {
    const [one, other] = [nextTraceparent({ id, flags: '01' }), nextTraceparent({ id, flags: '01' })];

    expect(one).not.toBe(other);
    expect([one, other].map(parseTraceparent)).toEqual([{ id, flags: '01' }, { id, flags: '01' }]);
  });

  it('begins a trace that nobody has sampled', () => {
    expect(nextTraceparent(newTrace(id))).toMatch(new RegExp(`^00-${id}-[\\da-f]{16}-00$`));
  });
});
