import { ValidationFailed } from '../../../contracts/errors.js';

/** How deep the arrays and objects of a body may nest. */
export const maxDepth = 32;

/** How many items an array of a body may have. */
export const maxItems = 1_000;

/** Names by which code that copies a value carelessly would reach the prototype of every object. */
const reservedNames = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Refuses a parsed body or query that nests too deep, has too long an array, or uses a reserved name anywhere.
 * @throws ValidationFailed
 */
export function assertPlainData(value: unknown, path: readonly string[] = []): void {
  if (typeof value !== 'object' || value === null) return;
  if (path.length >= maxDepth) throw new ValidationFailed([{ path: '', message: `must not nest deeper than ${maxDepth} levels` }]);
  if (Array.isArray(value) && value.length > maxItems)
    throw new ValidationFailed([{ path: path.join('.'), message: `must not have more than ${maxItems} items` }]);
  for (const [name, member] of Object.entries(value)) {
    const inner = [...path, name];
    if (reservedNames.has(name)) throw new ValidationFailed([{ path: inner.join('.'), message: 'is a reserved name' }]);
    assertPlainData(member, inner);
  }
}
