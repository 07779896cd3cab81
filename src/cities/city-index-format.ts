/** What the file begins with; another number once what follows changes. */
const formatVersion = 1;
/** Every section begins at a multiple of the widest element's bytes. */
const alignment = 4;

/**
 * Every place, the most populous first, as columns: a place is its number. Keys are the folded names of all of them, in order, and
 * `owners` says whose each key is; the owners of one key stand in the order in which they are meant by it.
 */
export type CityColumns = {
  /** GeoNames ids. */
  ids: Uint32Array;
  /** In 1/100,000 of a degree, as are longitudes. */
  latitudes: Int32Array;
  longitudes: Int32Array;
  populations: Uint32Array;
  /** Numbers of {@link CityLabels.regions} and {@link CityLabels.timezones}. */
  regions: Uint16Array;
  timezones: Uint16Array;
  /** Where each name begins in `names`, which is UTF-8, and where the last ends. */
  nameStarts: Uint32Array;
  names: Uint8Array;
  keyBlocks: Uint32Array;
  keys: Uint8Array;
  /** Twice the place's number, and one more where the key is its own name and not an alternative one. */
  owners: Uint32Array;
};

export interface Country {
  /** ISO 3166-1 alpha-2 code. */
  code: string;
  /** In English; null when nobody knows. */
  name: string | null;
  /** What it may be called after a comma, folded. */
  hints: string[];
}

export interface CityLabels {
  /** What the file was compiled from. */
  fingerprint: string;
  timezones: string[];
  countries: Country[];
  /** GeoNames' first-level administrative divisions, each with the number of its country; null is the rest of the country. */
  regions: { country: number; code: string | null }[];
}

interface Header {
  labels: CityLabels;
  /** Where each column begins after the header, and how many bytes it has. */
  sections: Record<string, [start: number, bytes: number]>;
}

/** One file: version, length of the header, the header as JSON, then the columns, in the byte order of the machine that compiles it. */
export function encodeIndex(labels: CityLabels, columns: CityColumns): Uint8Array {
  const sections: Header['sections'] = {};
  let size = 0;
  for (const [name, { byteLength }] of Object.entries(columns)) {
    sections[name] = [size, byteLength];
    size += aligned(byteLength);
  }
  const header = Buffer.from(JSON.stringify({ labels, sections } satisfies Header));
  const base = aligned(8 + header.length);
  const file = new Uint8Array(base + size);
  file.set(new Uint8Array(Uint32Array.of(formatVersion, header.length).buffer));
  file.set(header, 8);
  for (const [name, { buffer, byteOffset, byteLength }] of Object.entries(columns)) {
    file.set(new Uint8Array(buffer, byteOffset, byteLength), base + (sections[name]?.[0] ?? 0));
  }
  return file;
}

/**
 * Reads {@link encodeIndex}'s output in place: the columns are views of it, which must therefore begin at a multiple of four bytes.
 * @throws Error when it is no index of this version
 */
export function decodeIndex({ buffer, byteOffset, byteLength }: Uint8Array): { labels: CityLabels; columns: CityColumns } {
  const [version, headerLength = 0] = new Uint32Array(buffer, byteOffset, byteLength < 8 ? 0 : 2);
  if (version !== formatVersion) throw new Error(`This is no city index of version ${formatVersion}.`);
  const { labels, sections } = JSON.parse(Buffer.from(buffer, byteOffset + 8, headerLength).toString()) as Header;
  const base = byteOffset + aligned(8 + headerLength);
  const bytes = (name: keyof CityColumns) => {
    const [start = 0, size = 0] = sections[name] ?? [];
    return new Uint8Array(buffer, base + start, size);
  };
  const words = (name: keyof CityColumns) => new Uint32Array(buffer, bytes(name).byteOffset, bytes(name).length / 4);
  const signedWords = (name: keyof CityColumns) => new Int32Array(buffer, bytes(name).byteOffset, bytes(name).length / 4);
  const halves = (name: keyof CityColumns) => new Uint16Array(buffer, bytes(name).byteOffset, bytes(name).length / 2);
  return {
    labels,
    columns: {
      ids: words('ids'),
      latitudes: signedWords('latitudes'),
      longitudes: signedWords('longitudes'),
      populations: words('populations'),
      regions: halves('regions'),
      timezones: halves('timezones'),
      nameStarts: words('nameStarts'),
      names: bytes('names'),
      keyBlocks: words('keyBlocks'),
      keys: bytes('keys'),
      owners: words('owners'),
    },
  };
}

function aligned(size: number): number {
  return Math.ceil(size / alignment) * alignment;
}
