import { expect } from '@jest/globals';
import type { ErrorCode } from '../../src/contracts/errors.js';
import { type Problem, problemSchema } from '../../src/platform/http/problems/problem.js';
import type { Answer } from './http-client.js';

type Told = Pick<Answer, 'status' | 'headers' | 'text' | 'body'>;

/** Expects an error as every error must be; returns its document. */
export function expectProblem(answer: Told, status: number, code: ErrorCode): Problem {
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status, body: { status, code } });
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  const problem = problemSchema.strict().parse(answer.body);
  expect(problem.requestId).toBe(answer.headers.get('X-Request-Id'));
  expect(answer.text).not.toMatch(/\bat .*:\d+:\d+|node_modules|\.(?:js|ts)\b/);
  expectTraced(answer);
  return problem;
}

/** Expects what stands on every answer of any status. */
export function expectTraced({ headers }: Pick<Answer, 'headers'>): void {
  expect(headers.get('X-Process-Time')).toMatch(/^\d+\.\d+$/);
  expect(headers.get('X-Request-Id')).toMatch(/^[\w.:-]{1,128}$/);
}
