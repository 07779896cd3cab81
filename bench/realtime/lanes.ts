/** Does something with each, so many at a time. */
export async function inLanes<T>(all: readonly T[], lanes: number, one: (each: T) => Promise<void>): Promise<void> {
  const left = all.values();
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (const each of left) await one(each);
  }));
}
