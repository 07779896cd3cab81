import { type ArgumentMetadata, StandardSchemaValidationPipe } from '@nestjs/common';
import { z } from 'zod';
import { type FieldError, ValidationFailed } from '../../../contracts/errors.js';

type Issue = Readonly<{ message: string; path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined; keys?: readonly string[] }>;

/** At most this many bad fields are listed: a body can hold thousands. */
const maxFields = 50;

/** Schema issues as the bad fields of a problem document; `path` is empty when the whole value is wrong. */
export function fieldErrors(issues: readonly Issue[]): FieldError[] {
  return issues
    .flatMap(({ path = [], message, keys }) => {
      const segments = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment));
      if (keys) return keys.map((key) => ({ path: [...segments, key].join('.'), message: 'is not a known field' }));
      return [{ path: segments.join('.'), message }];
    })
    .slice(0, maxFields);
}

/** Parses every handler argument that names a schema (`@Body({ schema })`); refuses what does not fit with VALIDATION_FAILED. */
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => new ValidationFailed(fieldErrors(issues)) });
  }

  /** A single parameter's own value has no path: it gets the parameter's name. */
  override async transform<Value>(value: Value, metadata: ArgumentMetadata): Promise<Value> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (!(error instanceof ValidationFailed) || metadata.data === undefined) throw error;
      throw new ValidationFailed(error.details.fields?.map(({ path, message }) => ({ path: path || String(metadata.data), message })) ?? []);
    }
  }
}

/** An id in a URL: a positive integer that JavaScript holds exactly. */
export const idParam = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'must be a positive integer')
  .transform(Number)
  .meta({ openapi: { type: 'integer', minimum: 1 } });

/** One character is typed as several at most so often: letters with their marks apart, each of two code units. */
const longestSpelling = 8;

/** Besides white space and what Unicode lets programs leave blank, there is a sign of Braille without a dot. */
const visible = /[^\s\u2800\p{Default_Ignorable_Code_Point}]/u;

/** One line of text for people to read: trimmed, in NFC, with something to see, and without control or bidirectional formatting characters. */
export function lineOfText(maximum: number) {
  return z
    .string()
    // Before anything is trimmed: a line break is one wherever it stands.
    .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]*$/u, { error: 'must not hold control characters', abort: true })
    .trim()
    // What normalizing takes grows with the square of the length: 100 kB of nothing but accents take more than half a second.
    .max(maximum * longestSpelling, { abort: true })
    .normalize('NFC')
    .min(1, { abort: true })
    .max(maximum)
    .regex(visible, 'must have a character that can be seen');
}
