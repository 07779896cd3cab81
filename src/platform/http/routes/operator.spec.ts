import { describe, expect, it } from '@jest/globals';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { isFromOperator, noteArrivedInside } from './operator.js';

const token = 'Zt4vQm1xHs8kLw2pRy6nBd0jFc3gTa5e';

function aRequest(authorization?: string): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  if (authorization !== undefined) request.headers.authorization = authorization;
  return request;
}

describe('isFromOperator', () => {
  it.each([`Bearer ${token}`, `bearer ${token}`])('knows the token', (authorization) => {
    expect(isFromOperator(aRequest(authorization), token)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    token,
    `Basic ${token}`,
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    `Bearer ${token} ${token}`,
    'Bearer undefined',
  ])('refuses %j', (authorization) => {
    expect(isFromOperator(aRequest(authorization), token)).toBe(false);
    expect(isFromOperator(aRequest(authorization), undefined)).toBe(false);
  });

  it('needs none of what came in by the operations port', () => {
    const [inside, outside] = [aRequest(), aRequest()];
    noteArrivedInside(inside);

    expect([isFromOperator(inside, undefined), isFromOperator(outside, undefined)]).toEqual([true, false]);
  });
});
