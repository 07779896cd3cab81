import { describe, expect, it } from '@jest/globals';
import { createPublicKey, verify } from 'node:crypto';
import { keySet, tokenPair } from '../src/auth/auth.schemas.js';
import { signingKeyOf } from '../src/auth/tokens/signing-key.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { aToken, anHmacToken } from './support/tokens.js';
import { aRegisteredUser, aSignedInUser, aUser } from './support/users.js';

const service = bootService();

describe('signing in', () => {
  it('gives a pair of tokens, of which the access token opens what is personal', async () => {
    const { email, password, id } = await aRegisteredUser(service);

    const answer = await service.post('/auth/login', { email, password });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ accessToken: expect.any(String), refreshToken: expect.any(String), tokenType: 'Bearer', expiresIn: 900 });
    const me = await service.get('/users/me', { as: answer.as(tokenPair) });
    expect(me.body).toMatchObject({ id, email });
  });

  it('takes the address in any case', async () => {
    const { email, password } = await aRegisteredUser(service);

    expect((await service.post('/auth/login', { email: email.toUpperCase(), password })).status).toBe(200);
  });

  it('tells a stranger nothing about who has an account', async () => {
    const { email, password } = await aRegisteredUser(service);

    const wrongPassword = expectProblem(await service.post('/auth/login', { email, password: `${password}!` }), 401, 'CREDENTIALS_INVALID');
    const unknown = expectProblem(await service.post('/auth/login', { email: aUser().email, password }), 401, 'CREDENTIALS_INVALID');

    expect(unknown).toEqual({ ...wrongPassword, requestId: unknown.requestId });
  });

  it.each([
    ['no password', { password: undefined }],
    ['an object for a password', { password: { $ne: '' } }],
    ['a field too many', { remember: true }],
  ])('refuses %s', async (_, overrides) => {
    const { email, password } = aUser();

    expectProblem(await service.post('/auth/login', { email, password, ...overrides }), 400, 'VALIDATION_FAILED');
  });
});

describe('an access token', () => {
  const secret = () => service.environment.JWT_SECRET ?? '';

  it('is asked for', async () => {
    const answer = await service.get('/users/me');

    expectProblem(answer, 401, 'NOT_SIGNED_IN');
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
  });

  it('can be checked by anyone, with the published key that it names', async () => {
    const { accessToken } = await aSignedInUser(service);
    const [head = '', body = '', signature = ''] = accessToken.split('.');
    const { kid, alg } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string; alg: string };

    const { keys } = (await service.get('/.well-known/jwks.json')).as(keySet);

    expect(alg).toBe('EdDSA');
    const jwk = keys.find((key) => key.kid === kid);
    expect(jwk).toBeDefined();
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    expect(verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it.each([
    ['is garbage', () => 'a.b.c'],
    ['is signed by somebody else', () => aToken(service, { secret: 'another secret altogether' })],
    ['is not signed at all', () => anHmacToken('none')],
    ['is signed with the secret itself', () => anHmacToken('HS256', secret())],
    ['is signed with the public key as if it were a secret', () => anHmacToken('HS512', signingKeyOf(secret()).publicKey)],
    ['is for another service', () => aToken(service, { issuer: 'other' })],
    ['has no end', () => aToken(service, { claims: { exp: undefined } })],
    ['names no session', () => aToken(service, { claims: { sid: undefined } })],
    ['names no role of ours', () => aToken(service, { claims: { role: 'root' } })],
    [
      'was changed on the way',
      () => aToken(service).replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ sub: '2', role: 'admin' })).toString('base64url')}.`),
    ],
  ])('is refused when it %s', async (_, forge) => {
    expectProblem(await service.get('/users/me', { as: { accessToken: forge() } }), 401, 'TOKEN_INVALID');
  });

  it('is refused when it has expired, by a code of its own', async () => {
    expectProblem(await service.get('/users/me', { as: { accessToken: aToken(service, { expiresIn: -1_000 }) } }), 401, 'TOKEN_EXPIRED');
  });

  it.each(['Basic YWRhOmFkYQ==', 'Bearer', 'Bearer a b', 'a.b.c'])('is not read out of "%s"', async (Authorization) => {
    expectProblem(await service.get('/users/me', { headers: { Authorization } }), 401, 'TOKEN_INVALID');
  });
});
