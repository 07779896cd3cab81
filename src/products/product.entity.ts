import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something for sale, at the server's price. */
@Entity('products')
export class Product {
  @PrimaryColumn('text')
  sku!: string;

  @Column('text')
  name!: string;

  @Column('integer', { name: 'price_cents' })
  priceCents!: number;

  /** ISO 4217 code. */
  @Column('char', { length: 3 })
  currency!: string;
}
