import { HttpCode, applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import type { ErrorCode } from '../../../contracts/errors.js';
import { statusOf } from '../problems/problem.js';
import { idempotencyHeader } from './request-context.js';

interface EndpointOptions {
  summary: string;
  status?: 200 | 201 | 202 | 204;
  answer?: z.ZodType;
  /** The media type of an answer that is not JSON: `image/png`. */
  media?: string;
  /** The codes that this endpoint adds to those that any may answer. */
  problems?: readonly ErrorCode[];
  /** Whether the client may repeat the request under an `Idempotency-Key`. */
  idempotent?: boolean;
  /** Whether requests are counted by address; not where operators' tools ask. */
  limited?: boolean;
}

/** What any endpoint may answer besides its own. */
const always: readonly ErrorCode[] = ['INTERNAL_ERROR', 'DATABASE_UNAVAILABLE'];
const ofLimits: readonly ErrorCode[] = ['RATE_LIMITED'];
const ofKeys: readonly ErrorCode[] = ['VALIDATION_FAILED', 'IDEMPOTENCY_KEY_IN_USE', 'IDEMPOTENCY_KEY_REUSED'];

/** An endpoint's status and its place in the OpenAPI document, said once. */
export function Endpoint({ summary, status = 200, answer, media, problems = [], idempotent = false, limited = true }: EndpointOptions): MethodDecorator {
  const codes = [...new Set([...problems, ...(idempotent ? ofKeys : []), ...(limited ? ofLimits : []), ...always])];
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ summary }),
    ...(idempotent
      ? [
          ApiHeader({
            name: idempotencyHeader,
            required: false,
            description: 'Any name for this request: repeated under it within 24 h, it is answered as it was and done once.',
            schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7E]+$' },
          }),
        ]
      : []),
    ApiResponse({
      status,
      description: summary,
      ...(answer && { standardSchema: answer }),
      ...(media !== undefined && { content: { [media]: { schema: { type: 'string', format: 'binary' } } } }),
    }),
    ...[...new Set(codes.map(statusOf))].map((failure) =>
      ApiResponse({
        status: failure,
        description: codes.filter((code) => statusOf(code) === failure).join(' or '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      }),
    ),
  );
}

