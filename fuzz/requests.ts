import fc from 'fast-check';
import type { OpenApi, Operation, Schema } from './document.js';

export const everybodysPassword = 'correct horse battery';

export type Who = 'nobody' | 'user' | 'other' | 'admin' | 'forger';

/** A request as it goes over the wire, but for the token of who asks. */
export interface Attack {
  who: Who;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** What somebody tries who knows how services fall. */
const nasty = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  'null',
  'undefined',
  'NaN',
  '__proto__',
  'constructor',
  "' OR '1'='1",
  "'; DROP TABLE users; --",
  '%',
  '_',
  '\\',
  '\u0000',
  '\r\nX-Injected: 1',
  '../../etc/passwd',
  '{{7*7}}',
  '<script>',
  '\ud800',
  '\u202e',
  '👩‍🚀',
  'ﷺ',
  'İ',
  '9007199254740993',
  '٣',
  'x'.repeat(300),
  'x'.repeat(9_000),
  'a@b.c',
  'A'.repeat(43),
];
const text = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...nasty) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) });
const smuggled = { id: 1, role: 'admin', emailVerified: true, blockedAt: null, userId: 1, constructor: 'x', prototype: {} };
const deep = `${'['.repeat(200)}${']'.repeat(200)}`;
/** What fits by its meaning, which a schema does not tell. `password` is everybody's, `sku` is on the list. */
const meant: Record<string, unknown[]> = {
  password: [everybodysPassword],
  currentPassword: [everybodysPassword],
  newPassword: ['quite another horse'],
  sku: ['barometer'],
  quantity: [1, 2],
  displayName: ['Ada'],
};
const known = ['1', '2', '3', 'Oslo', '52.52,13.4', 'component.js'];

/** Values that fit a schema, as far as it tells. */
function fitting(schema: Schema, components: OpenApi['components']): fc.Arbitrary<unknown> {
  if (schema.$ref) return fitting(components.schemas[schema.$ref.split('/').pop() ?? ''] ?? {}, components);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => fitting(choice, components)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const { minLength = 0, maxLength = minLength + 40, minimum = 0, maximum = minimum + 1_000 } = schema;
  switch (schema.type) {
    case 'string':
      if (schema.format === 'email') return fc.uuid().map((id) => `${id}@example.org`);
      if (schema.format === 'uuid') return fc.uuid();
      return fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 40) });
    case 'integer':
      return fc.integer({ min: minimum, max: Math.min(maximum, 2 ** 31) });
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(fitting(schema.items ?? {}, components), { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 5, 5) });
    case 'object': {
      const { required = [] } = schema;
      return fc.record(Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, member]) => [name, memberOf(name, member, components)])), {
        requiredKeys: required,
      });
    }
    case undefined:
    default:
      return fc.jsonValue();
  }
}

function memberOf(name: string, schema: Schema, components: OpenApi['components']): fc.Arbitrary<unknown> {
  const byMeaning = meant[name];
  const any = fitting(schema, components);
  return byMeaning ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...byMeaning) }, { weight: 1, arbitrary: any }) : any;
}

/** A good body, one that is nearly good, and what is none. */
function bodies(schema: Schema, components: OpenApi['components']): fc.Arbitrary<string> {
  const good = fitting(schema, components);
  const changed = fc.tuple(good, fc.jsonValue(), text, fc.nat()).map(([value, other, name, place]) => {
    const names = Object.keys(value as object);
    return JSON.stringify({ ...(value as object), [names.length > 0 && place % 3 > 0 ? names[place % names.length]! : name]: place % 2 === 0 ? other : name });
  });
  return fc.oneof(
    { weight: 4, arbitrary: good.map((value) => JSON.stringify(value)) },
    { weight: 4, arbitrary: changed },
    {
      weight: 1,
      arbitrary: fc
        .tuple(good, fc.constantFrom(...Object.entries(smuggled)))
        .map(([value, [name, extra]]) => JSON.stringify({ ...(value as object), [name]: extra })),
    },
    {
      weight: 1,
      arbitrary: fc.oneof(
        fc.json(),
        text,
        fc.constantFrom(deep, '{"__proto__":{"role":"admin"}}', `[${'0,'.repeat(2_000)}0]`, '{', `{"a":"${'x'.repeat(120_000)}"}`),
      ),
    },
  );
}

function inUrl(value: string): string {
  // UTF-8 has no lone surrogates, and encodeURIComponent throws at them.
  return encodeURIComponent(Buffer.from(value).toString());
}

/** What may be asked of an operation, sensibly and not. */
export function attacksOn({ method, path, parameters, body }: Operation, components: OpenApi['components']): fc.Arbitrary<Attack> {
  const value = (schema: Schema = {}) => fc.oneof(fitting(schema, components).map(String), fc.constantFrom(...known), text);
  const placed = (place: 'path' | 'query') => parameters.filter((parameter) => parameter.in === place);
  const inPath = fc.record(Object.fromEntries(placed('path').map(({ name, schema }) => [name, value(schema)])));
  const inQuery = fc.record(Object.fromEntries(placed('query').map(({ name, schema }) => [name, value(schema)])), { requiredKeys: [] });
  const extra = fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.tuple(text, text) });
  return fc.record({
    who: fc.constantFrom<Who>('nobody', 'user', 'user', 'user', 'other', 'admin', 'forger'),
    method: fc.oneof(
      { weight: 30, arbitrary: fc.constant(method) },
      { weight: 1, arbitrary: fc.constantFrom('HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'POST') },
    ),
    path: fc.tuple(inPath, inQuery, extra).map(([named, query, added]) => {
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => inUrl(named[name] || 'nobody'));
      const pairs = [...Object.entries(query as Record<string, string>), ...(added ? [added] : [])].map((pair) => pair.map(inUrl).join('='));
      return pairs.length > 0 ? `${filled}?${pairs.join('&')}` : filled;
    }),
    headers: fc.record(
      {
        Accept: fc.constantFrom('application/json', '*/*', 'text/html', 'image/png', 'nonsense'),
        'Content-Type': fc.oneof(
          { weight: 20, arbitrary: fc.constant('application/json') },
          {
            weight: 1,
            arbitrary: fc.constantFrom(
              'text/plain',
              'application/x-www-form-urlencoded',
              'multipart/form-data; boundary=x',
              'application/json; charset=klingon',
            ),
          },
        ),
        'Sec-Fetch-Site': fc.constantFrom('same-origin', 'cross-site'),
        'Idempotency-Key': fc.uuid(),
        'X-Request-Id': fc.constantFrom('a-request', 'x'.repeat(300), '<script>'),
      },
      { requiredKeys: ['Content-Type'] },
    ),
    body: body
      ? fc.option(bodies(body, components), { nil: undefined, freq: 20 })
      : fc.option(text, { nil: undefined, freq: 1 }).map((given) => (method === 'GET' ? undefined : given)),
  });
}
