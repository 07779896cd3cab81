/**
 * Keys in the order of their bytes, front-coded as in LevelDB's blocks: each says how many bytes it shares with the one before, how many
 * follow, and those. The first of every block shares none, so that blocks can be searched by halves.
 */
const keysPerBlock = 16;
/** Lengths are single bytes. */
export const longestKey = 255;

/** Encodes keys that are in order, each a string of one character per byte; equal ones may repeat. */
export function encodeKeys(keys: readonly string[]): { bytes: Uint8Array; blocks: Uint32Array } {
  const bytes = Buffer.alloc(keys.reduce((size, key) => size + 2 + key.length, 0));
  const blocks = new Uint32Array(Math.ceil(keys.length / keysPerBlock));
  let end = 0;
  for (const [entry, key] of keys.entries()) {
    const startsBlock = entry % keysPerBlock === 0;
    if (startsBlock) blocks[entry / keysPerBlock] = end;
    const shared = startsBlock ? 0 : commonLength(keys[entry - 1] ?? '', key);
    bytes[end] = shared;
    bytes[end + 1] = key.length - shared;
    bytes.write(key.slice(shared), end + 2, 'latin1');
    end += 2 + key.length - shared;
  }
  return { bytes: bytes.subarray(0, end), blocks };
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

/** Reads {@link encodeKeys}'s output in place. Nothing here allocates. */
export class SortedKeys {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly blocks: Uint32Array,
    private readonly count: number,
  ) {}

  /** The first entry whose key is not below the first `length` bytes of `target`; the number of entries when all are. */
  seek(target: Uint8Array, length: number): number {
    const { bytes, count } = this;
    const block = this.lastBlockBelow(target, length);
    if (block < 0) return 0;
    let at = this.blocks[block] ?? 0;
    // How many bytes of the target the last key, which is below it, begins with.
    let matched = 0;
    for (let entry = block * keysPerBlock; entry < count; entry++) {
      const shared = bytes[at] ?? 0;
      const end = at + 2 + (bytes[at + 1] ?? 0);
      // It departs upwards from what the last key and the target have in common.
      if (shared < matched) return entry;
      if (shared === matched) {
        let next = at + 2;
        while (next < end && matched < length && bytes[next] === target[matched]) {
          next++;
          matched++;
        }
        if (matched === length || (next < end && (bytes[next] ?? 0) > (target[matched] ?? 0))) return entry;
      }
      at = end;
    }
    return count;
  }

  /** Calls `visit` with each entry from `from` to before `to`; its key is in the first `length` bytes of `key`, until `visit` returns. */
  each(from: number, to: number, visit: (entry: number, key: Buffer, length: number) => void): void {
    const key = Buffer.alloc(longestKey);
    const block = Math.floor(from / keysPerBlock);
    let at = this.blocks[block] ?? 0;
    for (let entry = block * keysPerBlock; entry < to; entry++) {
      const shared = this.bytes[at] ?? 0;
      const end = at + 2 + (this.bytes[at + 1] ?? 0);
      for (let next = at + 2; next < end; next++) key[shared + next - at - 2] = this.bytes[next] ?? 0;
      if (entry >= from) visit(entry, key, shared + end - at - 2);
      at = end;
    }
  }

  private lastBlockBelow(target: Uint8Array, length: number): number {
    let low = 0;
    let high = this.blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.headIsBelow(middle, target, length)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  private headIsBelow(block: number, target: Uint8Array, length: number): boolean {
    const start = (this.blocks[block] ?? 0) + 2;
    const headLength = this.bytes[start - 1] ?? 0;
    const shorter = Math.min(headLength, length);
    for (let at = 0; at < shorter; at++) {
      const difference = (this.bytes[start + at] ?? 0) - (target[at] ?? 0);
      if (difference !== 0) return difference < 0;
    }
    return headLength < length;
  }
}
