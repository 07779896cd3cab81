import { closest, distance } from 'fastest-levenshtein';
import { environmentSchema } from './schema.js';

const known = Object.keys(environmentSchema.shape);
/** Letters that a typo changes at most. */
const typo = 3;

/** A sentence for each name that nobody reads, with the one that may be meant. */
export function warningsOf(names: readonly string[]): string[] {
  return names.filter((name) => !known.includes(name)).map((name) => {
    const meant = closest(name, known);
    return `Warning: .env sets ${name}, which is not in .env.example.${distance(name, meant) <= typo ? ` Is ${meant} meant?` : ''}\n`;
  });
}
