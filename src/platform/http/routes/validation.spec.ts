import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ValidationFailed } from '../../../contracts/errors.js';
import { ValidationPipe, fieldErrors, idParam, lineOfText } from './validation.js';

describe('fieldErrors', () => {
  const issuesOf = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues ?? [];

  it('says where, as a dotted path', () => {
    const schema = z.object({ items: z.array(z.object({ name: z.string() })) });

    expect(fieldErrors(issuesOf(schema, { items: [{ name: 'a' }, { name: 7 }] }))).toEqual([{ path: 'items.1.name', message: expect.any(String) }]);
  });

  it('names each field that nobody knows', () => {
    const schema = z.strictObject({ inner: z.strictObject({}) });

    expect(fieldErrors(issuesOf(schema, { inner: { a: 1, b: 2 } }))).toEqual([
      { path: 'inner.a', message: 'is not a known field' },
      { path: 'inner.b', message: 'is not a known field' },
    ]);
  });

  it('has no path for what is wrong as a whole', () => {
    expect(fieldErrors(issuesOf(z.object({}), 'text'))).toEqual([{ path: '', message: expect.any(String) }]);
  });

  it('stops after fifty', () => {
    expect(fieldErrors(issuesOf(z.array(z.string()), Array.from({ length: 900 }, () => 0)))).toHaveLength(50);
  });
});

describe('ValidationPipe', () => {
  const pipe = new ValidationPipe();

  it('gives what the schema makes of a value', async () => {
    expect(await pipe.transform('42', { type: 'param', data: 'id', schema: idParam })).toBe(42);
  });

  it("names the parameter when its own value is bad", async () => {
    const refused = pipe.transform('x', { type: 'param', data: 'id', schema: idParam });

    await expect(refused).rejects.toThrow(ValidationFailed);
    await expect(refused).rejects.toMatchObject({ details: { fields: [{ path: 'id', message: 'must be a positive integer' }] } });
  });
});

describe('idParam', () => {
  it.each(['1', '42', '999999999999999'])('takes %s', (id) => {
    expect(idParam.parse(id)).toBe(Number(id));
  });

  it.each(['', '0', '007', '-1', '+1', '1.0', '1e2', ' 1', '1 ', '١', '1000000000000000'])('refuses "%s"', (id) => {
    expect(idParam.safeParse(id).success).toBe(false);
  });
});

describe('lineOfText', () => {
  const line = lineOfText(10);

  it('trims, and writes one letter in one way', () => {
    expect(line.parse('  Zoe\u0308 ')).toBe('Zo\u00EB');
  });

  it.each(['漢字', '👩‍🚀', "O'Brien", 'Ñandú'])('takes %s', (text) => {
    expect(line.parse(text)).toBe(text);
  });

  it('refuses what would take long to normalize before it is', () => {
    const startedAt = performance.now();

    expect(line.safeParse('a\u0301\u0316'.repeat(25_000)).error?.issues).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(100);
  });

  it.each(['', '   ', 'eleven long', 'a\nb', 'a\n', '\r\na', 'a\tb', 'a\u0000b', 'a\u2028b', 'a\u202Eb', 'a\u2066b', 'a\uD800b'])('refuses %j', (text) => {
    expect(line.safeParse(text).success).toBe(false);
  });

  it.each(['\u200B', '\u3164', '\u115F\u1160', '\u2800', '\u00AD\uFE0F', '\u{E0041}\u{E0042}', ' \u200B \u200D '])('refuses what nobody sees: %j', (text) => {
    expect(line.safeParse(text).error?.issues).toEqual([expect.objectContaining({ message: 'must have a character that can be seen' })]);
  });

  it.each(['\u200BAda', 'a\u{E0041}', '👩\u200D🚀', '\u3164가'])('takes %j, of which something is seen', (text) => {
    expect(line.parse(text)).toBe(text);
  });
});
