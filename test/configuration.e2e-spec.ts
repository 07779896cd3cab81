import { describe, expect, it } from '@jest/globals';
import { ServiceProcess } from './support/service-process.js';

const usable = {
  PATH: process.env.PATH,
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://user:swordfish@127.0.0.1:9/isobar',
  REDIS_URL: 'redis://:swordfish@127.0.0.1:9/0',
  JWT_SECRET: 'Zt4vQm1xHs8kLw2pRy6nBd0jFc3gTa5e',
};

/** What a process says, and its status, when it does not start. */
async function refusal(name: string, environment: NodeJS.ProcessEnv): Promise<{ code: number | null; output: string }> {
  const started = ServiceProcess.launch(name, { ...usable, ...environment });
  const { code } = await started.exited;
  return { code, output: started.output };
}

describe('a bad environment', () => {
  const bad = {
    PORT: '70000',
    HOST: 'no host',
    DATABASE_URL: 'mysql://user:swordfish@127.0.0.1/isobar',
    REDIS_URL: 'localhost:swordfish',
    SMTP_URL: 'http://swordfish',
    MAIL_FROM: 'swordfish',
    PUBLIC_URL: 'swordfish',
    DATABASE_POOL_SIZE: '0',
    LOG_LEVEL: 'swordfish',
    WEATHER_PROVIDERS: 'open-meteo,swordfish',
    WEATHER_TIMEOUT_MS: '5s',
    CORS_ORIGINS: 'https://swordfish.example/path',
    EMAIL_CONCURRENCY: '-1',
    PASSWORD_HASH_MEMORY_KIB: '1e9',
    TRUST_PROXY: 'yes',
    JWT_SECRET: 'swordfish',
  };

  it('stops the start with one message, which lists every bad name and what it expects, and prints no value', async () => {
    const { code, output } = await refusal('main', bad);

    expect(code).toBe(78);
    const listed = [...output.matchAll(/^ {2}([A-Z_]+) must be .+$/gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual(Object.keys(bad).sort());
    expect(output).toMatch(/PORT must be a whole number from 1 to 65535/);
    expect(output).toMatch(/DATABASE_URL must be a URL that starts with postgres/);
    expect(output).not.toMatch(/swordfish|70000|1e9|no host/);
    expect(output).not.toMatch(/\bat .*:\d+:\d+/);
    expect(output).toContain('.env.example');
  });

  it.each(['worker', 'commands/migrate'])('stops %s as well', async (name) => {
    const { code, output } = await refusal(name, { DATABASE_URL: 'swordfish' });

    expect(code).toBe(78);
    expect(output).toContain('DATABASE_URL must be');
    expect(output).not.toContain('swordfish');
  });

  it('says what is not set', async () => {
    const { code, output } = await refusal('main', { DATABASE_URL: '', REDIS_URL: undefined });

    expect(code).toBe(78);
    expect(output).toMatch(/DATABASE_URL must be .*, and is not set/);
    expect(output).toMatch(/REDIS_URL must be .*, and is not set/);
  });
});

describe('in production, JWT_SECRET', () => {
  it.each([
    ['none', ''],
    ['a placeholder', 'change-me-to-something-long-and-random'],
  ])('is refused: %s', async (_, secret) => {
    const { code, output } = await refusal('main', { JWT_SECRET: secret });

    expect(code).toBe(78);
    expect(output).toMatch(/^ {2}JWT_SECRET must be /m);
    expect(output).not.toContain(secret || usable.JWT_SECRET);
  });
});
