import { describe, expect, it } from '@jest/globals';
import { BadRequestException, HttpException, InternalServerErrorException, NotFoundException, PayloadTooLargeException } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { CodedError, TooBusy, errorCodes } from '../../../contracts/errors.js';
import { problemDocument, problemSchema, statusOf, toCodedError } from './problem.js';

describe('toCodedError', () => {
  it('leaves an error that may be told as it is', () => {
    const error = new TooBusy('The line is full.', 3);

    expect(toCodedError(error)).toBe(error);
  });

  it.each([
    [new BadRequestException('Unexpected token } in JSON'), 'MALFORMED_REQUEST'],
    [new NotFoundException('Cannot GET /secret'), 'ROUTE_NOT_FOUND'],
    [new PayloadTooLargeException(), 'PAYLOAD_TOO_LARGE'],
    [new HttpException('odd', 418), 'REQUEST_REFUSED'],
  ])('finds a code for %s', (error, code) => {
    expect(toCodedError(error)).toMatchObject({ code, cause: error });
  });

  it.each([
    [new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }],
    [new Error('terminating connection due to administrator command'), { code: '57P01' }],
    [new Error('sorry, too many clients already'), { code: '53300' }],
    [new Error('canceling statement due to statement timeout'), { code: '57014' }],
    [new Error('Connection terminated unexpectedly'), {}],
    [new Error('timeout exceeded when trying to connect'), {}],
  ])('tells a database that is away from a mistake of ours: %s', (error, more) => {
    const failed = new QueryFailedError('SELECT 1', [], Object.assign(error, more));

    for (const told of [error, failed]) expect(toCodedError(told)).toMatchObject({ code: 'DATABASE_UNAVAILABLE', details: { retryAfterSeconds: 1 } });
  });

  it.each([
    new Error('password of ada@example.org is hunter2'),
    new QueryFailedError('SELECT 1', ['ada@example.org'], Object.assign(new Error('syntax error at or near "ada@example.org"'), { code: '42601' })),
    new InternalServerErrorException('hunter2'),
    'a text',
    undefined,
  ])('says nothing of what it does not know: %s', (error) => {
    const told = toCodedError(error);

    expect(told).toMatchObject({ code: 'INTERNAL_ERROR', cause: error });
    expect(told.message).not.toMatch(/hunter2|example\.org/);
  });
});

describe('problemDocument', () => {
  it('is what RFC 9457 wants, for every code', () => {
    for (const code of errorCodes) {
      const problem = problemDocument(new CodedError(code, 'It went wrong.'), 'the-id');

      expect(problemSchema.strict().parse(problem)).toEqual({
        type: `urn:isobar:problem:${code.toLowerCase().replaceAll('_', '-')}`,
        title: expect.stringMatching(/^[A-Z]/),
        status: statusOf(code),
        detail: 'It went wrong.',
        code,
        requestId: 'the-id',
      });
    }
  });

  it('lists bad fields and what may have been meant, when there are any', () => {
    const error = new CodedError('VALIDATION_FAILED', '', { fields: [{ path: 'a.b', message: 'is bad' }], suggestions: ['a.c'] });

    expect(problemDocument(error, 'the-id')).toMatchObject({ errors: [{ path: 'a.b', message: 'is bad' }], suggestions: ['a.c'] });
  });
});
