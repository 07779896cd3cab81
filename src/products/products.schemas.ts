import { z } from 'zod';
import { pageOf } from '../platform/http/routes/pages.js';

export const productView = z
  .object({
    sku: z.string(),
    name: z.string(),
    priceCents: z.int().nonnegative(),
    currency: z.string().length(3).describe('ISO 4217 code'),
  })
  .meta({ id: 'Product' });

export const priceList = pageOf(productView).meta({ id: 'PriceList' });
export type PriceList = z.infer<typeof priceList>;
