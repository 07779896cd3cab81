import { describe, expect, it } from '@jest/globals';
import { freePort } from '../src/platform/embedded/free-port.js';
import { eventually } from './support/eventually.js';
import { bootService } from './support/service.js';
import { ServiceProcess } from './support/service-process.js';

const startsWithinMs = 20_000;

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

describe('a start without what it needs', () => {
  const service = bootService();

  it('says where PostgreSQL was sought and what to do, without a stack or a password', async () => {
    const { code, output } = await refusal('commands/migrate', {});

    expect([code, output]).toEqual([1, 'PostgreSQL cannot be reached at 127.0.0.1:9 (ECONNREFUSED): start it, or correct the host and port in DATABASE_URL\n']);
  });

  it('says that PostgreSQL has no such database, or does not know the user', async () => {
    const [nowhere, stranger] = [new URL(service.environment.DATABASE_URL!), new URL(service.environment.DATABASE_URL!)];
    nowhere.pathname = '/nowhere';
    Object.assign(stranger, { username: 'stranger', password: 'swordfish' });

    expect(await refusal('commands/migrate', { DATABASE_URL: nowhere.href })).toMatchObject({
      code: 1,
      output: expect.stringContaining('has no such database'),
    });
    expect(await refusal('commands/migrate', { DATABASE_URL: stranger.href })).toMatchObject({
      code: 1,
      output: expect.stringMatching(/does not let this user in(?![^]*swordfish)/),
    });
  });

  it.each(['main', 'worker'])('goes on trying as %s, and says what for', async (name) => {
    const started = ServiceProcess.launch(name, usable);
    try {
      await eventually(() => {
        expect(started.output).toContain('PostgreSQL cannot be reached at 127.0.0.1:9 (ECONNREFUSED)');
        expect(started.output).toContain('Redis cannot be used at 127.0.0.1:9 (ECONNREFUSED)');
      }, startsWithinMs);
      expect(started.output).not.toContain('swordfish');
    } finally {
      await started.stop();
    }
  });

  it.each(['PORT', 'OPERATIONS_PORT'])('says that a %s is taken, and what to set', async (name) => {
    const { PORT: taken } = service.environment;

    const { code, output } = await refusal('main', { ...service.environment, PORT: String(await freePort(0)), [name]: taken });

    expect(code).toBe(1);
    expect(output).toContain(`Port ${taken ?? ''} is taken by another program: set ${name} to a free one`);
    expect(output).not.toMatch(/\bat .*:\d+:\d+/);
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
