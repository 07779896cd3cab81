import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { fstat } from 'node:fs';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { DataSource, EntityManager } from 'typeorm';
import { record } from '../audit/audit-log.js';
import { emailAddress, newPassword } from '../auth/auth.schemas.js';
import { type PasswordOwner, objectionTo } from '../auth/passwords/password-rules.js';
import { hash } from '../auth/passwords/password.task.js';
import { Session } from '../auth/sessions/session.entity.js';
import { type ConfigWithout, loadConfig } from '../platform/config/config.js';
import { connect } from '../platform/database/connect.js';
import { databaseOptions } from '../platform/database/options.js';
import { boot } from '../platform/process/boot.js';
import { readCommandLine, refuseCommandLine } from '../platform/process/command-line.js';
import { User } from '../users/user.entity.js';
import { commandEnvironment } from './command-environment.js';

const usage = `Usage: npm run admin -- create --email <address> [--first]
Makes an admin, or makes an existing user one, whose sessions end. The password comes from ADMIN_PASSWORD, else from
standard input when it is piped, else a new account's is generated and printed once, and an existing one's stays.
--first does nothing when there is an admin already.\n`;

const unverified = `Warning: this address was never confirmed. Whoever registered it knows its password, and is an admin with it.
If that may not be its owner, run this again with ADMIN_PASSWORD set: that password takes the place of theirs.\n`;

/** `npm run admin`. */
boot(async () => {
  const { values, positionals } = readCommandLine(usage, { options: { email: { type: 'string' }, first: { type: 'boolean' } }, allowPositionals: true });
  if (positionals.join(' ') !== 'create' || values.email === undefined) refuseCommandLine(usage);
  const email = emailAddress.safeParse(values.email);
  if (!email.success) refuseCommandLine(usage, `${values.email} is no email address`);
  const config = loadConfig(await commandEnvironment(), ['REDIS_URL', 'JWT_SECRET']);
  const dataSource = await connect({ ...databaseOptions(config, 'isobar admin'), entities: [User, Session], poolSize: 2, extra: {} });
  try {
    await create(dataSource, email.data, values.first === true, config);
  } finally {
    await dataSource.destroy();
  }
});

async function create(dataSource: DataSource, email: string, onlyFirst: boolean, config: ConfigWithout<'REDIS_URL' | 'JWT_SECRET'>): Promise<void> {
  const users = dataSource.getRepository(User);
  if (onlyFirst && (await users.existsBy({ role: 'admin' }))) return;
  const existing = await users.createQueryBuilder('user').where('lower(user.email) = lower(:email)', { email }).getOne();
  const fresh = { email, displayName: 'Admin' };
  const given = await givenPassword(config.ADMIN_PASSWORD, existing ?? fresh);
  const hashed = (password: string) => hash({ password, memoryKib: config.PASSWORD_HASH_MEMORY_KIB, iterations: config.PASSWORD_HASH_ITERATIONS });
  if (existing) {
    await promote(dataSource, existing, given === undefined ? undefined : hashed(given));
    return;
  }
  const password = given ?? randomBytes(15).toString('base64url');
  const admin = users.create({ ...fresh, passwordHash: hashed(password), role: 'admin', emailVerified: true });
  await dataSource.transaction(async (tx) => {
    await tx.insert(User, admin);
    await noteAdmin(tx, admin.id);
  });
  process.stdout.write(`Admin ${email} (user ${admin.id}) created.\n`);
  if (given === undefined) process.stdout.write(`Password, shown this once: ${password}\n`);
}

/**
 * Whoever registered the address may be a stranger: no session of theirs becomes an admin's, and a new password, which vouches for the address, locks
 * them out.
 */
async function promote(dataSource: DataSource, { id, emailVerified }: User, passwordHash: string | undefined): Promise<void> {
  await dataSource.transaction(async (tx) => {
    // With the row's lock, so that a sign-in by the old password is over before, or refused.
    if (passwordHash !== undefined) await tx.update(User, { id }, { passwordHash, emailVerified: true, credentialsVersion: () => 'credentials_version + 1' });
    const { affected } = await tx.update(User, { id, role: 'user' }, { role: 'admin' });
    if (affected === 1) await noteAdmin(tx, id);
    await tx.delete(Session, { userId: id });
  });
  process.stdout.write(
    `User ${id} is an admin now; the password ${passwordHash === undefined ? 'stays as it is' : 'is the given one'}, and all their sessions have ended.\n`,
  );
  if (passwordHash === undefined && !emailVerified) process.stdout.write(unverified);
}

async function noteAdmin(tx: EntityManager, subjectId: number): Promise<void> {
  await record(tx, { action: 'role.changed', actorId: null, subjectId, details: { role: 'admin' } });
}

/** Undefined when there is none. @throws with the reason when it is none to have */
async function givenPassword(fromEnvironment: string | undefined, owner: PasswordOwner): Promise<string | undefined> {
  const password = fromEnvironment ?? (await pipedInput());
  if (password === '') return undefined;
  const objection = newPassword.safeParse(password).error?.issues[0]?.message ?? (await objectionTo(password, owner));
  if (objection !== undefined) throw new Error(`The password ${objection}`);
  return password;
}

/** The first line of standard input when a pipe or a file stands there, else an empty text. */
async function pipedInput(): Promise<string> {
  const input = await promisify(fstat)(0);
  if (!input.isFIFO() && !input.isFile() && !input.isSocket()) return '';
  return (await text(process.stdin)).split(/\r?\n/, 1)[0] ?? '';
}
