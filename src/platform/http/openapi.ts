import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { about } from '../config/about.js';
import { problemSchema } from './problem.js';

/** `GET /openapi.json`, made from the routes and the Zod schemas that check them, and Swagger UI at `GET /docs`. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => document(app), { jsonDocumentUrl: 'openapi.json', customSiteTitle: `${about.name} API` });
}

function document(app: INestApplication): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setTitle(about.name)
    .setDescription(about.description)
    .setVersion(about.version)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  const described = SwaggerModule.createDocument(app, settings, { standardSchemaConverter: convert });
  described.components = { ...described.components, schemas: { ...described.components?.schemas, ...convert(problemSchema, { schemaType: 'output' })?.components } };
  return described;
}

/** Zod's own JSON Schema. Schemas with an `id` become components of the document. */
function convert(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }): { schema: unknown; components: Record<string, object> } | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { definitions = {}, ...converted } = z.toJSONSchema(schema, { target: 'openapi-3.0', io: schemaType, unrepresentable: 'any' }) as { definitions?: Record<string, object> };
  return { schema: converted, components: definitions };
}
