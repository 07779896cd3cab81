import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A signed-in client. Of its refresh token only the hash is kept. */
@Entity('sessions')
export class Session {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('bigint', { name: 'user_id' })
  userId!: number;

  @Column('bytea', { name: 'refresh_token_hash' })
  refreshTokenHash!: Buffer;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
