import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A signed-in client, and the family of its refresh tokens. */
@Entity('sessions')
export class Session {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('bigint', { name: 'user_id' })
  userId!: number;

  /** How the client called itself as it signed in: the beginning of its User-Agent. */
  @Column('text', { nullable: true })
  client!: string | null;

  /** Whether its owner has shown a one-time code, at its sign-in or since. */
  @Column('boolean', { name: 'second_factor', default: false })
  secondFactor!: boolean;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'last_used_at' })
  lastUsedAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
