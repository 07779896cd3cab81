import { z } from 'zod';

const cursorPattern = /^[1-9]\d{0,14}$/;

/** The query of a cursor page. The cursor is the last id seen; pages run from the newest to the oldest. */
export const pageQuery = z.strictObject({
  cursor: z.string().regex(cursorPattern, 'must be a nextCursor of an earlier page').transform(Number).optional(),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number from 1 to 100')
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .meta({ openapi: { type: 'integer', minimum: 1, maximum: 100, default: 50 } })
    .default(50),
});

export type PageQuery = z.infer<typeof pageQuery>;

/** The schema of a page of `item`s. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable().describe('null on the last page') });
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** A page out of up to `limit + 1` rows: the one too many says that there is more. */
export function toPage<Row extends { id: number }, Item>(rows: Row[], limit: number, view: (row: Row) => Item): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(view), nextCursor: rows.length > limit && last ? String(last.id) : null };
}
