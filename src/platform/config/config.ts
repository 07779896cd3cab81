import { existsSync } from 'node:fs';
import { type Environment, type EnvironmentName, environmentSchema } from './schema.js';

/** Injection token of the {@link Config}. */
export const CONFIG = Symbol('CONFIG');

/** What a process of ours may read of its environment, checked and frozen. */
export type Config = Readonly<
  Environment & { WEATHER_PROVIDERS: NonNullable<Environment['WEATHER_PROVIDERS']>; PUBLIC_URL: string }
>;

/** The configuration of a command or the launcher, which can do without some of the services. */
export type PartialConfig<Optional extends EnvironmentName> = Omit<Config, Optional> & Partial<Pick<Config, Optional>>;

/** Lists every bad name and what it expects; holds no value. */
export class InvalidEnvironment extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The environment is not usable:\n${problems.map((problem) => `  ${problem}\n`).join('')}See .env.example for every name and its meaning.`);
    this.name = 'InvalidEnvironment';
  }
}

/** The process's own environment; a `.env` file in the working folder adds what is not set. */
export function processEnvironment(): NodeJS.ProcessEnv {
  if (process.env.NODE_ENV !== 'test' && existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

/**
 * Checks the environment once, at the start of a process.
 * @throws InvalidEnvironment
 */
export function loadConfig<Optional extends EnvironmentName = never>(
  environment: NodeJS.ProcessEnv = processEnvironment(),
  optional: readonly Optional[] = [],
): PartialConfig<Optional> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema
    .partial(Object.fromEntries(optional.map((name) => [name, true])) as Record<Optional, true>)
    .safeParse(given);
  const bad = new Set(parsed.error?.issues.map((issue) => String(issue.path[0]) as EnvironmentName));
  const secretMatters = given.NODE_ENV === 'production' && !(optional as readonly EnvironmentName[]).includes('JWT_SECRET');
  if (secretMatters && isWeak(given.JWT_SECRET)) bad.add('JWT_SECRET');
  if (!parsed.success || bad.size > 0) {
    throw new InvalidEnvironment([...bad].map((name) => `${name} must be ${expectation(name)}${name in given ? '' : ', and is not set'}`));
  }
  const read = parsed.data as Environment;
  return Object.freeze({
    ...read,
    PUBLIC_URL: read.PUBLIC_URL ?? `http://localhost:${read.PORT}`,
    WEATHER_PROVIDERS: read.WEATHER_PROVIDERS ?? (read.NODE_ENV === 'production' ? ['open-meteo'] : ['open-meteo', 'sample']),
  }) as PartialConfig<Optional>;
}

const placeholder = /^(?:change|replace|your|insert|todo|<)|change.?(?:me|this|it)|placeholder/i;

function isWeak(secret = ''): boolean {
  return secret.length < 32 || new Set(secret).size < 8 || placeholder.test(secret);
}

function expectation(name: EnvironmentName): string {
  const field = environmentSchema.shape[name];
  return field.description ?? ('unwrap' in field ? field.unwrap().description : undefined) ?? 'valid';
}
