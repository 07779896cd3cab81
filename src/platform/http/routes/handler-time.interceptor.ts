import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { type Observable, tap } from 'rxjs';

/**
 * Measures the handler alone, without guards, body and network, and says so in `Server-Timing`. Nest's interceptors cost 25 µs and more a
 * request (docs/decisions/2026-11-22-processing-time.md), so controllers whose handlers take milliseconds carry it, not the hot reads.
 */
@Injectable()
export class HandlerTimeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const startedAt = performance.now();
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      tap(() => {
        if (!response.headersSent) response.appendHeader('Server-Timing', `handler;dur=${(performance.now() - startedAt).toFixed(2)}`);
      }),
    );
  }
}
