import type { LoggerService } from '@nestjs/common';
import { type Logger as Pino, destination, pino, stdSerializers } from 'pino';
import type { Config } from '../config/config.js';

export type Logger = Pino;

/** Injection token of the process's {@link Logger}. */
export const LOGGER = Symbol('LOGGER');

const flushEveryMs = 200;
const bufferBytes = 16_000;
/** Not the scope of a package in a path, as in `node_modules/@nestjs/core`. */
const emailAddress = /[^\s<>"'=(),;:/]+@[^\s<>"'(),;:]+/g;

/** A JSON logger on standard output. It writes in blocks, at the latest every 200 ms, and flushes as the process exits. */
export function createLogger(name: string, config: Pick<Config, 'LOG_LEVEL'>): Logger {
  const output = destination({ dest: 1, sync: false, minLength: bufferBytes, periodicFlush: flushEveryMs });
  return pino({ level: config.LOG_LEVEL, base: { name, pid: process.pid }, serializers: { err: withoutPersonalData } }, output);
}

/** An error's kind, message and stack, with addresses blanked; a driver's query parameters and row details stay out of the log. */
function withoutPersonalData(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = stdSerializers.err(error);
  const { code } = error as NodeJS.ErrnoException;
  return { type, code, message: withoutAddresses(message), stack: withoutAddresses(stack) };
}

/** The text with every email address blanked. */
export function withoutAddresses(text: string): string {
  return text.replace(emailAddress, '[email]');
}

/** Lets Nest's own messages pass through the process's logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  private write(level: 'debug' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    // Nest hands an error's stack over beside its own words for it: why a database cannot be reached, for instance.
    const stack = rest.length > 1 && typeof rest[0] === 'string' ? withoutAddresses(rest[0]) : undefined;
    if (message instanceof Error) this.logger[level]({ err: message, context }, withoutAddresses(message.message));
    else this.logger[level]({ context, ...(stack !== undefined && { stack }) }, withoutAddresses(String(message)));
  }
}
