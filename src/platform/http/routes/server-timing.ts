import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { Response } from 'express';

type Parts = Record<string, () => Promise<unknown>>;
type Results<P extends Parts> = { [Name in keyof P]: Awaited<ReturnType<P[Name]>> };

/** Runs the parts of an answer concurrently and says in `Server-Timing` how many milliseconds each took. */
export class ServerTiming {
  constructor(private readonly response: Pick<Response, 'setHeader'>) {}

  async gather<P extends Parts>(parts: P): Promise<Results<P>> {
    const startedAt = performance.now();
    const timings: string[] = [];
    const entries = await Promise.all(
      Object.entries(parts).map(async ([name, part]) => {
        const result = await part();
        timings.push(`${name};dur=${(performance.now() - startedAt).toFixed(2)}`);
        return [name, result] as const;
      }),
    );
    this.response.setHeader('Server-Timing', timings.join(', '));
    return Object.fromEntries(entries) as Results<P>;
  }
}

/** A {@link ServerTiming} of this response, as a handler's argument. */
export const Timing = createParamDecorator((_: unknown, context: ExecutionContext) => new ServerTiming(context.switchToHttp().getResponse<Response>()));
