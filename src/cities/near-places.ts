import { distance } from 'fastest-levenshtein';
import type { CityIndex } from './city-index.js';

/** Only the names of so many places, the most populous, are compared: the time it takes is bounded. */
const places = 10_000;
/** Letters that may be wrong: one in this many, and one more. */
const lettersPerMistake = 4;

export interface NearPlace {
  place: number;
  /** Letters to change, add or take away. */
  mistakes: number;
}

/** The places that are called nearly like this folded text, the nearest first; its first letter is taken for right. */
export function placesNear(index: CityIndex, text: string): NearPlace[] {
  const allowed = Math.min(3, Math.floor(text.length / lettersPerMistake) + 1);
  const first = Buffer.from(`${String.fromCodePoint(text.codePointAt(0) ?? 0)}\0`);
  const length = first.length - 1;
  const found: (NearPlace & { weight: number })[] = [];
  const bytes = Buffer.byteLength(text);
  // A letter is three bytes at most, of the scripts that names are in.
  const spread = bytes === text.length ? allowed : allowed * 3;
  index.keys.each(index.start(first, length), index.endOfPrefix(first, length), (entry, key, keyLength) => {
    const place = index.placeAt(entry);
    if (place >= places || Math.abs(keyLength - bytes) > spread) return;
    const mistakes = distance(text, key.toString('utf8', 0, keyLength));
    if (mistakes <= allowed) found.push({ place, mistakes, weight: index.weightAt(entry) });
  });
  found.sort((one, other) => one.mistakes - other.mistakes || other.weight - one.weight);
  // A name that is right needs no neighbours; one that is far off has many that are as far.
  const fewest = found[0]?.mistakes ?? 0;
  return found.filter(({ mistakes }) => mistakes <= fewest * 2);
}
