import { describe, expect, it, jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import type { HttpMetrics } from '../../observability/http-metrics.js';
import type { Logger } from '../../observability/logger.js';
import { accessLog } from './access-log.js';

function ask(request: object, answer: { statusCode: number; writableFinished: boolean }) {
  const info = jest.fn();
  const observe = jest.fn<HttpMetrics['observe']>();
  const next = jest.fn();
  const response = Object.assign(new EventEmitter(), { startedAt: performance.now() - 250, requestId: 'the-id', trace: { id: 'the-trace' }, ...answer });
  accessLog({ info } as unknown as Logger, { observe } as unknown as HttpMetrics)(request as Request, response as unknown as Response, next);
  response.emit('close');
  return { line: info.mock.calls[0]?.[0], measured: observe.mock.calls[0], next };
}

describe('accessLog', () => {
  const request = {
    method: 'GET',
    url: '/users/7?token=secret',
    originalUrl: '/users/7?token=secret',
    route: { path: '/users/:id' },
    headers: { authorization: 'Bearer secret' },
  };

  it('writes the route, not the URL, and how long it took', () => {
    const { line, measured, next } = ask(request, { statusCode: 200, writableFinished: true });

    expect(line).toEqual({ requestId: 'the-id', traceId: 'the-trace', method: 'GET', route: '/users/:id', status: 200, seconds: expect.any(Number) });
    expect((line as { seconds: number }).seconds).toBeCloseTo(0.25, 1);
    expect(measured).toEqual(['GET', '/users/:id', 200, expect.any(Number)]);
    expect(JSON.stringify(line)).not.toContain('secret');
    expect(next).toHaveBeenCalledWith();
  });

  it('says when the client did not wait', () => {
    expect(ask(request, { statusCode: 200, writableFinished: false }).line).toMatchObject({ status: 499 });
  });

  it('keeps a path that nobody knows out of the log', () => {
    expect(ask({ ...request, route: undefined }, { statusCode: 404, writableFinished: true }).line).toMatchObject({ route: 'unmatched', status: 404 });
  });
});
