import { CodedError } from '../contracts/errors.js';

/** Also when the order is somebody else's: a stranger does not learn that it exists. */
export class OrderNotFound extends CodedError {
  constructor() {
    super('ORDER_NOT_FOUND', 'You have no order with this id.');
  }
}

export class ProductNotFound extends CodedError {
  constructor() {
    super('PRODUCT_NOT_FOUND', 'The price list has no product with this SKU. GET /products shows it.');
  }
}
