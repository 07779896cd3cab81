/** A line of GeoNames' dump as far as it is used; https://download.geonames.org/export/dump/readme.txt. */
export interface GeoNamesPlace {
  id: number;
  name: string;
  /** The same in ASCII. */
  asciiName: string;
  /** Between commas. */
  alternateNames: string;
  /** Degrees, as are longitudes. */
  latitude: number;
  longitude: number;
  featureCode: string;
  countryCode: string;
  /** First-level administrative division within the country; empty or `00` when there is none. */
  admin1: string;
  /** 0 when it is not known. */
  population: number;
  timezone: string;
}

/** Reads a line: nineteen fields between tabs. */
export function parsePlace(line: string): GeoNamesPlace {
  const fields = line.split('\t');
  const field = (number: number) => fields[number] ?? '';
  return {
    id: Number(field(0)),
    name: field(1),
    asciiName: field(2),
    alternateNames: field(3),
    latitude: Number(field(4)),
    longitude: Number(field(5)),
    featureCode: field(7),
    countryCode: field(8),
    admin1: field(10),
    population: Number(field(14)),
    timezone: field(17),
  };
}
