import { describe, expect, it } from '@jest/globals';
import { priceList } from '../src/products/products.schemas.js';
import { bootService } from './support/service.js';

describe('GET /products', () => {
  const service = bootService();

  it('is a price list for everyone, in whole cents', async () => {
    const answer = await service.get('/products');

    expect(answer.status).toBe(200);
    const { items, nextCursor } = answer.as(priceList);
    expect(nextCursor).toBeNull();
    expect(items).toContainEqual({ sku: 'barometer', name: 'Aneroid barometer', priceCents: 8900, currency: 'EUR' });
    expect(items.map(({ sku }) => sku)).toEqual([...items.map(({ sku }) => sku)].sort());
  });
});
