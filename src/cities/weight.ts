/** A place whose own name it is, is meant unless another one that is also called so is this many times as populous. */
const ownNameWeight = 5;

/** How much a place is meant by one of its names. Venice is Venice, though Dayton, Ohio, which is larger, goes by that name, too. */
export function weightOf(population: number, own: boolean): number {
  return own ? population * ownNameWeight : population;
}
