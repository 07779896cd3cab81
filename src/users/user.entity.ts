import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { type Role } from './role.js';

/** A person with an account. */
@Entity('users')
export class User {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: number;

  /** As typed; unique without regard to case. */
  @Column('text')
  email!: string;

  @Column('boolean', { name: 'email_verified', default: false })
  emailVerified!: boolean;

  @Column('text', { name: 'display_name' })
  displayName!: string;

  /** PHC string of argon2id. */
  @Column('text', { name: 'password_hash' })
  passwordHash!: string;

  @Column('text', { default: 'user' })
  role!: Role;

  /** Since when nobody may sign in to it. */
  @Column('timestamptz', { name: 'blocked_at', nullable: true })
  blockedAt!: Date | null;

  /** Whether a sign-in needs a one-time code besides the password. */
  @Column('boolean', { name: 'second_factor', default: false })
  secondFactor!: boolean;

  /** Another one with every change of what it takes to sign in: address, password, second factor. */
  @Column('integer', { name: 'credentials_version', default: 0 })
  credentialsVersion!: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
