import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { OrderView } from '../contracts/orders.js';

/** An order at the price of its moment. It outlives its owner's account, then without `userId`. */
@Entity('orders')
export class Order {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: number;

  @Column('bigint', { name: 'user_id', nullable: true })
  userId!: number | null;

  @Column('text')
  sku!: string;

  @Column('integer')
  quantity!: number;

  @Column('integer', { name: 'unit_price_cents' })
  unitPriceCents!: number;

  @Column('bigint', { name: 'total_cents' })
  totalCents!: number;

  /** ISO 4217 code. */
  @Column('char', { length: 3 })
  currency!: string;

  @Column('text', { default: 'placed' })
  status!: OrderView['status'];

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
