import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { Product } from './product.entity.js';
import type { PriceList } from './products.schemas.js';

@Injectable()
export class ProductsService {
  constructor(@InjectRepository(Product) private readonly products: Repository<Product>) {}

  /** The whole price list, by SKU. */
  async list(): Promise<PriceList> {
    return { items: await this.products.find({ order: { sku: 'ASC' } }), nextCursor: null };
  }
}
