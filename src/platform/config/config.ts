import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type Environment, type EnvironmentName, environmentSchema, openMeteo } from './schema.js';
import { warningsOf } from './unknown-names.js';

/** Injection token of the {@link Config}. */
export const CONFIG = Symbol('CONFIG');

/** Names without a default that a process cannot do without; JWT_SECRET only in production. */
type Needed = 'DATABASE_URL' | 'REDIS_URL' | 'JWT_SECRET';
type Defaulted = { DATABASE_URL: string; REDIS_URL: string } & {
  [Name in 'PUBLIC_URL' | 'WEATHER_PROVIDERS' | 'WEATHER_CONCURRENCY' | 'OPEN_METEO_QUOTA']: NonNullable<Environment[Name]>;
};

/** What Open-Meteo's free service allows an address; a self-hosted one has no such limits. https://open-meteo.com/en/terms */
const freeService = { WEATHER_CONCURRENCY: 2, OPEN_METEO_QUOTA: { perMinute: 600, perHour: 5_000, perDay: 10_000 } };
const ownService = { WEATHER_CONCURRENCY: 10, OPEN_METEO_QUOTA: {} };

/** What a process of ours may read of its environment, checked and frozen. */
export type Config = Readonly<Omit<Environment, keyof Defaulted> & Defaulted>;

/** The configuration of a command or the launcher, which can do without some of the names. */
export type ConfigWithout<Absent extends Needed> = Readonly<Omit<Config, Absent> & Partial<Pick<Config, Absent>>>;

/** Lists every bad name and what it expects; holds no value. */
export class InvalidEnvironment extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The environment is not usable:\n${problems.map((problem) => `  ${problem}\n`).join('')}See .env.example for every name and its meaning.`);
    this.name = 'InvalidEnvironment';
  }
}

/** The process's own environment; a `.env` file in the working folder adds what is not set, and is warned of where nobody reads what it adds. */
export function processEnvironment(): NodeJS.ProcessEnv {
  if (process.env.NODE_ENV !== 'test' && existsSync('.env')) {
    // What is set already was warned of by whoever started this process.
    const added = Object.keys(parseEnv(readFileSync('.env', 'utf8'))).filter((name) => process.env[name] === undefined);
    process.stderr.write(warningsOf(added).join(''));
    process.loadEnvFile('.env');
  }
  return process.env;
}

/**
 * Checks the environment once, at the start of a process. `without` names what this process can do without.
 * @throws InvalidEnvironment
 */
export function loadConfig<Absent extends Needed = never>(
  environment: NodeJS.ProcessEnv = processEnvironment(),
  without: readonly Absent[] = [],
): ConfigWithout<Absent> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const needs = (name: Needed) => !(without as readonly Needed[]).includes(name);
  const parsed = environmentSchema.safeParse(given);
  const bad = new Set(parsed.error?.issues.map((issue) => String(issue.path[0]) as EnvironmentName));
  if (needs('DATABASE_URL') && !given.DATABASE_URL) bad.add('DATABASE_URL');
  if (needs('REDIS_URL') && !given.REDIS_URL) bad.add('REDIS_URL');
  if (needs('JWT_SECRET') && given.NODE_ENV === 'production' && isWeak(given.JWT_SECRET ?? '')) bad.add('JWT_SECRET');
  if (given.NODE_ENV === 'production' && parsed.data?.JWT_ACCEPTED_SECRETS.some(isWeak)) bad.add('JWT_ACCEPTED_SECRETS');
  if (given.OPERATIONS_TOKEN && given.NODE_ENV === 'production' && isWeak(given.OPERATIONS_TOKEN)) bad.add('OPERATIONS_TOKEN');
  if (!given.OPENWEATHER_API_KEY && namesOpenWeather(given.WEATHER_PROVIDERS)) bad.add('OPENWEATHER_API_KEY');
  if (!parsed.success || bad.size > 0) {
    throw new InvalidEnvironment([...bad].map((name) => `${name} must be ${expectation(name)}${name in given ? '' : ', and is not set'}`));
  }
  const { data } = parsed;
  const allowed = data.OPEN_METEO_URL === openMeteo ? freeService : ownService;
  return Object.freeze({
    ...data,
    WEATHER_CONCURRENCY: data.WEATHER_CONCURRENCY ?? allowed.WEATHER_CONCURRENCY,
    OPEN_METEO_QUOTA: data.OPEN_METEO_QUOTA ?? allowed.OPEN_METEO_QUOTA,
    PUBLIC_URL: data.PUBLIC_URL ?? `http://localhost:${data.PORT}`,
    WEATHER_PROVIDERS: data.WEATHER_PROVIDERS ?? (data.NODE_ENV === 'production' ? ['open-meteo'] : ['open-meteo', 'sample']),
  }) as ConfigWithout<Absent>;
}

const placeholder = /^(?:change|replace|your|insert|todo|<)|change.?(?:me|this|it)|placeholder/i;

function isWeak(secret: string): boolean {
  return secret.length < 32 || new Set(secret).size < 8 || placeholder.test(secret);
}

function namesOpenWeather(providers: string | undefined): boolean {
  return environmentSchema.shape.WEATHER_PROVIDERS.safeParse(providers).data?.includes('openweathermap') ?? false;
}

function expectation(name: EnvironmentName): string {
  const field = environmentSchema.shape[name];
  return field.description ?? ('unwrap' in field ? field.unwrap().description : undefined) ?? 'valid';
}
