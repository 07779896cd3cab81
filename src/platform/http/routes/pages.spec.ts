import { describe, expect, it } from '@jest/globals';
import { pageQuery, toPage } from './pages.js';

const rows = [{ id: 9 }, { id: 7 }, { id: 4 }];
const asName = ({ id }: { id: number }) => `row ${id}`;

describe('toPage', () => {
  it('points to the next page when there is a row too many', () => {
    expect(toPage(rows, 2, asName)).toEqual({ items: ['row 9', 'row 7'], nextCursor: '7' });
  });

  it('ends with a page that is just full', () => {
    expect(toPage(rows, 3, asName)).toEqual({ items: ['row 9', 'row 7', 'row 4'], nextCursor: null });
  });

  it('may be empty', () => {
    expect(toPage([], 3, asName)).toEqual({ items: [], nextCursor: null });
  });
});

describe('pageQuery', () => {
  it('starts with the first fifty', () => {
    expect(pageQuery.parse({})).toEqual({ limit: 50 });
  });

  it('takes a cursor that toPage gave', () => {
    const { nextCursor } = toPage(rows, 1, asName);

    expect(pageQuery.parse({ cursor: nextCursor, limit: '100' })).toEqual({ cursor: 9, limit: 100 });
  });

  it.each([{ limit: '0' }, { limit: '101' }, { limit: '1.5' }, { limit: '' }, { limit: ['1', '2'] }, { cursor: '0' }, { cursor: '1 OR 1=1' }, { offset: '3' }])(
    'refuses %j',
    (query) => {
      expect(pageQuery.safeParse(query).success).toBe(false);
    },
  );
});
