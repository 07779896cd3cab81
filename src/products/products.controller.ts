import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../platform/http/routes/access.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { type PriceList, priceList } from './products.schemas.js';
import { ProductsService } from './products.service.js';

@ApiTags('products')
@Controller('products')
@Public()
export class ProductsController {
  constructor(private readonly products: ProductsService) {}

  @Get()
  @Endpoint({ summary: 'The price list', answer: priceList })
  async list(): Promise<PriceList> {
    return this.products.list();
  }
}
