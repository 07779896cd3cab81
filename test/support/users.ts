import { randomUUID } from 'node:crypto';
import { tokenPair } from '../../src/auth/auth.schemas.js';
import { registered } from '../../src/registration/registration.schemas.js';
import type { Answer, HttpClient } from './http-client.js';
import type { Service } from './service.js';

export interface UserInput {
  email: string;
  password: string;
  displayName?: string;
}

export interface SignedInUser extends UserInput {
  id: number;
  accessToken: string;
  refreshToken: string;
}

/** What somebody new types into the registration. */
export function aUser(overrides: Partial<UserInput> = {}): UserInput {
  return { email: `${randomUUID()}@example.org`, password: 'correct horse battery', displayName: 'Ada Lovelace', ...overrides };
}

export async function aRegisteredUser(service: HttpClient, overrides?: Partial<UserInput>): Promise<UserInput & { id: number }> {
  const user = aUser(overrides);
  const { userId } = (await service.post('/register', user)).as(registered);
  return { ...user, id: userId };
}

export async function aSignedInUser(service: HttpClient, overrides?: Partial<UserInput>): Promise<SignedInUser> {
  return signIn(service, await aRegisteredUser(service, overrides));
}

/** Their account is deleted. */
export async function leave(service: HttpClient, user: SignedInUser): Promise<Answer> {
  return service.request('DELETE', '/users/me', { password: user.password }, { as: user });
}

export async function anAdmin(service: Service): Promise<SignedInUser> {
  const user = await aRegisteredUser(service);
  await service.database.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [user.id]);
  return signIn(service, user);
}

export async function signIn(service: HttpClient, user: UserInput & { id: number }): Promise<SignedInUser> {
  const { email, password } = user;
  const { accessToken, refreshToken } = (await service.post('/auth/login', { email, password })).as(tokenPair);
  return { ...user, accessToken, refreshToken };
}
