import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { fstat } from 'node:fs';
import { text } from 'node:stream/consumers';
import { parseArgs, promisify } from 'node:util';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../audit/audit-log.js';
import { emailAddress, newPassword } from '../auth/auth.schemas.js';
import { type PasswordOwner, objectionTo } from '../auth/password-rules.js';
import { hash } from '../auth/password.task.js';
import { type ConfigWithout, loadConfig } from '../platform/config/config.js';
import { databaseOptions } from '../platform/database/options.js';
import { boot } from '../platform/process/boot.js';
import { User } from '../users/user.entity.js';
import { commandEnvironment } from './command-environment.js';

const usage = `Usage: npm run admin -- create --email <address> [--first]
Makes an admin, or makes an existing user one. The password comes from ADMIN_PASSWORD, else from standard input
when it is piped, else it is generated and printed once. --first does nothing when there is an admin already.\n`;

/** `npm run admin`. */
boot(async () => {
  const { values, positionals } = parseArgs({ options: { email: { type: 'string' }, first: { type: 'boolean' } }, allowPositionals: true });
  const email = emailAddress.safeParse(values.email);
  if (positionals[0] !== 'create' || !email.success) {
    process.stderr.write(values.email === undefined || email.success ? usage : `${values.email} is no email address.\n${usage}`);
    process.exitCode = 2;
    return;
  }
  const config = loadConfig(await commandEnvironment(), ['REDIS_URL', 'JWT_SECRET']);
  const dataSource = await new DataSource({ ...databaseOptions(config, 'isobar admin'), entities: [User], poolSize: 2, extra: {} }).initialize();
  try {
    await create(dataSource, email.data, values.first === true, config);
  } finally {
    await dataSource.destroy();
  }
});

async function create(dataSource: DataSource, email: string, onlyFirst: boolean, config: ConfigWithout<'REDIS_URL' | 'JWT_SECRET'>): Promise<void> {
  const users = dataSource.getRepository(User);
  if (onlyFirst && (await users.existsBy({ role: 'admin' }))) return;
  const noted = async (tx: EntityManager, subjectId: number) => record(tx, { action: 'role.changed', actorId: null, subjectId, details: { role: 'admin' } });
  const existing = await users.createQueryBuilder('user').where('lower(user.email) = lower(:email)', { email }).getOne();
  if (existing) {
    await dataSource.transaction(async (tx) => {
      const { affected } = await tx.update(User, { id: existing.id, role: 'user' }, { role: 'admin' });
      if (affected === 1) await noted(tx, existing.id);
    });
    process.stdout.write(`User ${existing.id} is an admin now; the password stays as it is.\n`);
    return;
  }
  const owner = { email, displayName: 'Admin' };
  const { password, generated } = await choosePassword(config.ADMIN_PASSWORD, owner);
  const passwordHash = hash({ password, memoryKib: config.PASSWORD_HASH_MEMORY_KIB, iterations: config.PASSWORD_HASH_ITERATIONS });
  const admin = users.create({ ...owner, passwordHash, role: 'admin', emailVerified: true });
  await dataSource.transaction(async (tx) => {
    await tx.insert(User, admin);
    await noted(tx, admin.id);
  });
  process.stdout.write(`Admin ${email} (user ${admin.id}) is made.\n`);
  if (generated) process.stdout.write(`Password, shown this once: ${password}\n`);
}

/** @throws with the reason when the password that was given is none to have */
async function choosePassword(fromEnvironment: string | undefined, owner: PasswordOwner): Promise<{ password: string; generated: boolean }> {
  const password = fromEnvironment ?? (await pipedInput());
  if (password === '') return { password: randomBytes(15).toString('base64url'), generated: true };
  const objection = newPassword.safeParse(password).error?.issues[0]?.message ?? (await objectionTo(password, owner));
  if (objection !== undefined) throw new Error(`The password ${objection}`);
  return { password, generated: false };
}

/** The first line of standard input when a pipe or a file stands there, else an empty text. */
async function pipedInput(): Promise<string> {
  const input = await promisify(fstat)(0);
  if (!input.isFIFO() && !input.isFile() && !input.isSocket()) return '';
  return (await text(process.stdin)).split(/\r?\n/, 1)[0] ?? '';
}
