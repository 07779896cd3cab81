import { HttpCode, applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import type { ErrorCode } from '../../contracts/errors.js';
import { statusOf } from './problem.js';

interface EndpointOptions {
  summary: string;
  status?: 200 | 201 | 204;
  answer?: z.ZodType;
  /** The codes that this endpoint adds to those that any may answer. */
  problems?: readonly ErrorCode[];
}

/** What any endpoint may answer besides its own. */
const always: readonly ErrorCode[] = ['INTERNAL_ERROR', 'DATABASE_UNAVAILABLE'];

/** An endpoint's status and its place in the OpenAPI document, said once. */
export function Endpoint({ summary, status = 200, answer, problems = [] }: EndpointOptions): MethodDecorator {
  const codes = [...problems, ...always];
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ summary }),
    ApiResponse({ status, description: summary, ...(answer && { standardSchema: answer }) }),
    ...[...new Set(codes.map(statusOf))].map((failure) =>
      ApiResponse({
        status: failure,
        description: codes.filter((code) => statusOf(code) === failure).join(' or '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      }),
    ),
  );
}

