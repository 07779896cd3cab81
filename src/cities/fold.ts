/** Marks that people leave out: of Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowel signs. Those of Indic scripts spell the word. */
const marks = /[\u0300-\u036F\u0591-\u05C7\u064B-\u065F]+/g;
const separators = /[^\p{L}\p{M}\p{N}]+/gu;
const encoder = new TextEncoder();

/** A name as it is compared: without case, marks, spaces or punctuation. `Saint-Étienne` and `saint etienne` are both `saintetienne`. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(marks, '').toLowerCase().replace(separators, '').normalize('NFC');
}

/**
 * Writes {@link fold} of `text` up to `end` into `key`, in UTF-8, and returns how many bytes it is long. ASCII, which is most of what is
 * asked, makes no string on the way.
 */
export function foldInto(key: Uint8Array, text: string, end: number): number {
  let length = 0;
  for (let at = 0; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f || length === key.length) return encoder.encodeInto(fold(text.slice(0, end)), key).written;
    const lower = unit | 0x20;
    if (lower >= 0x61 && lower <= 0x7a) key[length++] = lower;
    else if (unit >= 0x30 && unit <= 0x39) key[length++] = unit;
  }
  return length;
}
