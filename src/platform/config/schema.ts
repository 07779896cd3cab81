import { z } from 'zod';

const origins = 'a comma-separated list of origins, such as https://app.example.org';

export const weatherProviders = ['open-meteo', 'met-norway', 'openweathermap', 'sample'] as const;
export type WeatherProviderName = (typeof weatherProviders)[number];

/** How often something may happen, by the time in which so often. */
export type Rates = Partial<Record<'perSecond' | 'perMinute' | 'perHour' | 'perDay', number>>;

const quotaUnits = { second: 'perSecond', minute: 'perMinute', hour: 'perHour', day: 'perDay' } as const;
const quotaPattern = /^\d{1,9}\/(?:second|minute|hour|day)(?:,\d{1,9}\/(?:second|minute|hour|day))*$/;

/** Open-Meteo's free service. */
export const openMeteo = 'https://api.open-meteo.com';

const integer = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum))
    .describe(`a whole number from ${minimum} to ${maximum}`);

const url = (...schemes: string[]) =>
  z
    .string()
    .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)) && isDecodable(value))
    .describe(`a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}, with special characters percent-encoded`);

/** A % in a password that was not encoded as %25 is not. */
function isDecodable(value: string): boolean {
  try {
    return decodeURIComponent(value) !== '';
  } catch {
    return false;
  }
}

const list = <T extends z.ZodType<string, string>>(item: T, expects: string) =>
  z
    .string()
    .transform((value) => value.split(',').map((part) => part.trim()).filter(Boolean))
    .pipe(z.array(item))
    .describe(expects);

/** `600/minute,5000/hour` as `{ perMinute: 600, perHour: 5000 }`; `none` as `{}`. */
const quota = z
  .union([z.literal('none').transform(() => ''), z.string().regex(quotaPattern)])
  .transform((value) => Object.fromEntries(value.split(',').filter(Boolean).map((part) => {
    const [calls, unit] = part.split('/');
    return [quotaUnits[unit as keyof typeof quotaUnits], Number(calls)];
  })) as Rates)
  .describe('none, or numbers per second, minute, hour or day, such as 600/minute,5000/hour');

/** Every name that the service reads from its environment. `describe` says what a value must be; nothing ever prints a value. */
export const environmentSchema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).describe('development, test or production').default('development'),
  PORT: integer(1, 65_535).default(3000),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/)
    .describe('a host name or address to listen on')
    .optional(),
  OPERATIONS_PORT: integer(1, 65_535).optional(),
  OPERATIONS_TOKEN: z
    .string()
    .regex(/^[\w.~+/-]+=*$/)
    .describe('a random text of 32 letters, digits and -._~+/= or more that is no placeholder')
    .optional(),
  PUBLIC_URL: url('http', 'https').optional(),
  TRUST_PROXY: integer(0, 16).default(0),
  CORS_ORIGINS: list(
    z.string().refine((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
    origins,
  ).default([]),
  RATE_LIMIT: z.enum(['on', 'off']).describe('on or off').default('on'),
  RATE_LIMIT_REQUESTS: quota.prefault('1200/minute'),
  RATE_LIMIT_SIGN_IN: quota.prefault('5/minute,20/hour'),
  RATE_LIMIT_REGISTER: quota.prefault('20/minute,100/hour'),
  RATE_LIMIT_MAIL: quota.prefault('5/minute,20/hour'),
  SOCKETS_PER_ADDRESS: integer(1, 1_000_000).default(1000),
  SOCKET_HANDSHAKES_PER_MINUTE: integer(1, 1_000_000).default(1200),
  SOCKET_ATTEMPTS: integer(1, 1000).default(5),
  SOCKET_EVENTS_PER_SECOND: integer(1, 1_000_000).default(100),
  SOCKET_EVENTS_AT_ONCE: integer(1, 1_000_000).default(1000),
  SOCKET_KIB_PER_SECOND: integer(1, 1_048_576).default(1024),
  SOCKET_KIB_AT_ONCE: integer(512, 1_048_576).default(10_240),
  SOCKET_PACKET_KIB: integer(65, 102_400).default(385),
  SOCKET_SUBSCRIPTIONS: integer(1, 10_000).default(50),
  SOCKET_BACKLOG_KIB: integer(512, 1_048_576).default(1024),
  SOCKET_BACKLOG_PACKETS: integer(10, 1_000_000).default(1000),
  SOCKET_RECOVERY_SECONDS: integer(1, 3600).default(120),
  SOCKET_RECOVERY_ENTRIES: integer(100, 1_000_000).default(20_000),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .describe('fatal, error, warn, info, debug, trace or silent')
    .default('info'),
  DATA_DIR: z.string().describe('a folder').default('.data'),

  DATABASE_URL: url('postgres', 'postgresql').optional(),
  DATABASE_POOL_SIZE: integer(1, 1000).default(20),
  DATABASE_POOL_OVERFLOW: integer(0, 1000).default(10),
  REDIS_URL: url('redis', 'rediss').optional(),

  SMTP_URL: url('smtp', 'smtps').default('smtp://localhost:25'),
  MAIL_FROM: z
    .string()
    .regex(/^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/)
    .describe('an address, as "Name <user@host>" or "user@host"')
    .default('Isobar <no-reply@localhost>'),
  EMAIL_CONCURRENCY: integer(1, 1000).default(10),

  JWT_SECRET: z.string().describe('a random text of 32 characters or more that is no placeholder').optional(),
  JWT_ACCEPTED_SECRETS: list(z.string(), 'a comma-separated list of secrets like JWT_SECRET').default([]),
  PASSWORD_HASH_MEMORY_KIB: integer(8, 4_194_304).default(19_456),
  PASSWORD_HASH_ITERATIONS: integer(1, 100).default(2),
  ADMIN_SECOND_FACTOR: z.enum(['optional', 'required']).describe('optional or required').default('optional'),
  ADMIN_PASSWORD: z
    .string()
    .regex(/^[^\p{Cc}\p{Cs}]{8,128}$/u)
    .describe('a password of 8 to 128 characters')
    .optional(),

  WEATHER_PROVIDERS: list(z.enum(weatherProviders), `a comma-separated list out of ${weatherProviders.join(', ')}`).optional(),
  OPEN_METEO_URL: url('http', 'https').default(openMeteo),
  OPEN_METEO_GEOCODING_URL: url('http', 'https').default('https://geocoding-api.open-meteo.com'),
  OPEN_METEO_QUOTA: quota.optional(),
  MET_NORWAY_URL: url('http', 'https').default('https://api.met.no'),
  OPENWEATHER_URL: url('http', 'https').default('https://api.openweathermap.org'),
  OPENWEATHER_API_KEY: z
    .string()
    .regex(/^[\w-]+$/)
    .describe('a key of OpenWeather, which WEATHER_PROVIDERS needs for openweathermap')
    .optional(),
  WEATHER_TIMEOUT_MS: integer(1, 60_000).default(5000),
  WEATHER_UPDATE_SECONDS: integer(1, 86_400).default(300),
  WEATHER_CONCURRENCY: integer(1, 1000).optional(),
});

export type Environment = z.infer<typeof environmentSchema>;
export type EnvironmentName = keyof Environment;
