import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import type { ErrorCode } from '../../../contracts/errors.js';
import { about } from '../../config/about.js';
import { problemSchema, statusOf } from '../problems/problem.js';
import { headersOfPage, withHeaders } from '../server/security-headers.js';

/** Stand on every answer of any status. */
const headers = {
  'X-Process-Time': { description: 'Seconds from the arrival of the request to its answer', schema: { type: 'number' as const } },
  'X-Request-Id': { description: "The caller's own, when it is a plain token, or a new one", schema: { type: 'string' as const } },
};
/** Stand on every answer of what is limited. */
const limitHeaders = {
  RateLimit: { description: 'For each limit the requests that are left (r) and the seconds until it begins anew (t)', schema: { type: 'string' as const } },
  'RateLimit-Policy': { description: 'Each limit: so many requests (q) in so many seconds (w)', schema: { type: 'string' as const } },
};
const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
/** What any request with a body may be answered. */
const bodyProblems: ErrorCode[] = ['MALFORMED_REQUEST', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];

const self = "'self'";
/** Swagger UI styles its elements one by one and draws its icons from the style sheet; what is tried in it is asked of us only. */
const pageHeaders = headersOfPage({ scriptSrc: [self], styleSrc: [self, "'unsafe-inline'"], imgSrc: [self, 'data:'], connectSrc: [self] });

/** `GET /openapi.json`, made from the routes and the Zod schemas that check them, and Swagger UI at `GET /docs`. */
export function serveOpenApi(app: INestApplication): void {
  app.use('/docs', withHeaders(pageHeaders));
  SwaggerModule.setup('docs', app, () => describe(app), { jsonDocumentUrl: 'openapi.json', raw: ['json'], customSiteTitle: `${about.name} API` });
}

function describe(app: INestApplication): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setTitle(about.name)
    .setDescription(about.description)
    .setVersion(about.version)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  const document = SwaggerModule.createDocument(app, settings, { standardSchemaConverter: convert });
  document.components = {
    ...document.components,
    headers: { ...headers, ...limitHeaders },
    schemas: { ...document.components?.schemas, ...convert(problemSchema, { schemaType: 'output' })?.components },
  };
  for (const path of Object.values(document.paths)) {
    for (const operation of methods.flatMap((method) => path[method] ?? [])) complete(operation);
  }
  return document;
}

/** Adds what every answer and every body has in common. */
function complete(operation: NonNullable<OpenAPIObject['paths'][string]['get']>): void {
  if (operation.requestBody) {
    for (const code of bodyProblems) {
      operation.responses[statusOf(code)] ??= {
        description: code,
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      };
    }
  }
  const names = [...Object.keys(headers), ...(statusOf('RATE_LIMITED') in operation.responses ? Object.keys(limitHeaders) : [])];
  for (const response of Object.values(operation.responses)) {
    if (!response || '$ref' in response) continue;
    response.headers = { ...response.headers, ...Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])) };
  }
}

/** Zod's own JSON Schema. Schemas with an `id` become components; one with `openapi` metadata is described by that, as a caller sees it in a URL. */
function convert(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }): { schema: unknown; components: Record<string, object> } | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { definitions = {}, ...converted } = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: schemaType,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const described = z.globalRegistry.get(zodSchema)?.openapi;
      if (described === undefined) return;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      Object.assign(jsonSchema, described);
    },
  }) as { definitions?: Record<string, object> };
  return { schema: converted, components: definitions };
}
