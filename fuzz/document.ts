import { Ajv, type ValidateFunction } from 'ajv';

/** As much of JSON Schema as OpenAPI 3.0 and our document use. */
export interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  nullable?: boolean;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

interface Described {
  parameters?: { name: string; in: 'path' | 'query' | 'header'; schema?: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

export interface OpenApi {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

/** One operation of the OpenAPI document. */
export interface Operation {
  name: string;
  method: string;
  path: string;
  parameters: NonNullable<Described['parameters']>;
  body: Schema | undefined;
  /** Checks a body of the request. */
  takes: ValidateFunction | undefined;
  /** By status: the media types of its body. */
  media: Map<number, string[]>;
  /** By status: checks a JSON body; undefined when the answer has none. */
  answers: Map<number, ValidateFunction | undefined>;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

export function operationsOf({ paths, components }: OpenApi): Operation[] {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const compile = (schema: Schema | undefined) => schema && ajv.compile({ ...(inJsonSchema(schema) as object), components: inJsonSchema(components) });
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => methods.includes(method))
      .map(([method, { parameters = [], requestBody, responses }]) => ({
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        parameters,
        body: requestBody?.content?.['application/json']?.schema,
        takes: compile(requestBody?.content?.['application/json']?.schema),
        media: new Map(Object.entries(responses).map(([status, { content = {} }]) => [Number(status), Object.keys(content)])),
        answers: new Map(
          Object.entries(responses).map(([status, { content = {} }]) => [
            Number(status),
            compile((content['application/json'] ?? content['application/problem+json'])?.schema),
          ]),
        ),
      })),
  );
}

/** OpenAPI 3.0 says `nullable` where JSON Schema has a type for it, and by a flag that a bound is excluded. */
function inJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inJsonSchema(member)]));
  for (const [bound, excluded] of [['minimum', 'exclusiveMinimum'], ['maximum', 'exclusiveMaximum']] as const) {
    if (rest[excluded] === true) {
      rest[excluded] = rest[bound];
      Reflect.deleteProperty(rest, bound);
    } else if (rest[excluded] === false) Reflect.deleteProperty(rest, excluded);
  }
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}
