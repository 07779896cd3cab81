import { describe, expect, it } from '@jest/globals';
import { InvalidEnvironment, loadConfig } from './config.js';

const needed = { DATABASE_URL: 'postgresql://localhost/isobar', REDIS_URL: 'redis://localhost' };
const secret = 'Zt4vQm1xHs8kLw2pRy6nBd0jFc3gTa5e';

function problems(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig({ ...needed, ...environment });
    return [];
  } catch (error) {
    if (error instanceof InvalidEnvironment) return error.problems;
    throw error;
  }
}

describe('loadConfig', () => {
  it('needs two addresses, and has a default for everything else', () => {
    expect(loadConfig(needed)).toMatchObject({
      ...needed,
      NODE_ENV: 'development',
      PORT: 3000,
      PUBLIC_URL: 'http://localhost:3000',
      DATABASE_POOL_SIZE: 20,
      DATABASE_POOL_OVERFLOW: 10,
      WEATHER_TIMEOUT_MS: 5000,
      WEATHER_PROVIDERS: ['open-meteo', 'sample'],
      RATE_LIMIT: 'on',
      RATE_LIMIT_REQUESTS: { perMinute: 1200 },
      RATE_LIMIT_SIGN_IN: { perMinute: 5, perHour: 20 },
      RATE_LIMIT_REGISTER: { perMinute: 20, perHour: 100 },
    });
  });

  it('takes an empty value for none', () => {
    expect(loadConfig({ ...needed, PORT: '', PUBLIC_URL: '' })).toMatchObject({ PORT: 3000, PUBLIC_URL: 'http://localhost:3000' });
  });

  it('finds its own address by its port', () => {
    expect(loadConfig({ ...needed, PORT: '8080' }).PUBLIC_URL).toBe('http://localhost:8080');
  });

  it('shows no sample weather in production unless told', () => {
    const production = { ...needed, NODE_ENV: 'production', JWT_SECRET: secret };

    expect(loadConfig(production).WEATHER_PROVIDERS).toEqual(['open-meteo']);
    expect(loadConfig({ ...production, WEATHER_PROVIDERS: ' sample , open-meteo,' }).WEATHER_PROVIDERS).toEqual(['sample', 'open-meteo']);
  });

  it('gives what nobody can change', () => {
    expect(Object.isFrozen(loadConfig(needed))).toBe(true);
  });

  it('can do without what a command says it can do without', () => {
    expect(loadConfig({}, ['DATABASE_URL', 'REDIS_URL']).DATABASE_URL).toBeUndefined();
    expect(() => loadConfig({}, ['REDIS_URL'])).toThrow(/DATABASE_URL must be .*, and is not set/);
    expect(() => loadConfig({ REDIS_URL: 'nonsense' }, ['DATABASE_URL', 'REDIS_URL'])).toThrow('REDIS_URL');
  });

  it.each([
    ['PORT', '0', '65536', '3e3', ' 80', '80.0', '-1', 'http'],
    ['DATABASE_URL', 'localhost', 'mysql://localhost', 'postgres:'.slice(1), 'postgres://user:100%@localhost'],
    ['REDIS_URL', 'localhost:6379', 'http://localhost'],
    ['SMTP_URL', 'localhost', 'mail://localhost'],
    ['PUBLIC_URL', 'isobar.example', 'ftp://isobar.example'],
    ['MAIL_FROM', 'nobody', 'Isobar <nobody>', 'a@b.example\r\nBcc: c@d.example'],
    ['CORS_ORIGINS', '*', 'https://app.example/', 'app.example', 'https://a.example;https://b.example'],
    ['WEATHER_PROVIDERS', 'accuweather', 'sample;open-meteo'],
    ['MET_NORWAY_URL', 'api.met.no', 'ftp://api.met.no'],
    ['OPENWEATHER_URL', 'api.openweathermap.org'],
    ['OPENWEATHER_API_KEY', 'a key', 'key&units=imperial'],
    ['LOG_LEVEL', 'verbose', 'INFO'],
    ['NODE_ENV', 'prod'],
    ['ADMIN_PASSWORD', 'short'],
    ['TRUST_PROXY', 'true', '17'],
    ['OPERATIONS_TOKEN', 'two words', 'a\r\nb', 'ünïcödé'],
    ['RATE_LIMIT', 'yes', 'OFF'],
    ['RATE_LIMIT_REQUESTS', '1200', '1200/week', '-1/minute', 'off'],
    ['RATE_LIMIT_SIGN_IN', '5 per minute'],
    ['RATE_LIMIT_REGISTER', '20/minute;100/hour'],
  ])('refuses a %s that makes no sense', (name, ...values) => {
    for (const value of values) {
      expect({ value, problems: problems({ [name]: value }) }).toEqual({ value, problems: [expect.stringMatching(new RegExp(`^${name} must be .`))] });
    }
  });

  it('lists all that is bad at once, and no value of it', () => {
    const bad = { PORT: 'swordfish', DATABASE_URL: 'swordfish', REDIS_URL: '', LOG_LEVEL: 'swordfish' };

    expect(problems(bad).map((problem) => problem.split(' ')[0]).sort()).toEqual(['DATABASE_URL', 'LOG_LEVEL', 'PORT', 'REDIS_URL']);
    expect(new InvalidEnvironment(problems(bad)).message).not.toContain('swordfish');
  });

  it('needs a key where OpenWeather is asked, and says so along with all else', () => {
    const asked = { WEATHER_PROVIDERS: 'met-norway,openweathermap' };

    expect(problems(asked)).toEqual([expect.stringMatching(/^OPENWEATHER_API_KEY must be .*, and is not set$/)]);
    expect(problems({ ...asked, OPENWEATHER_API_KEY: '', PORT: 'http' }).map((problem) => problem.split(' ')[0])).toEqual(['PORT', 'OPENWEATHER_API_KEY']);
    expect(loadConfig({ ...needed, ...asked, OPENWEATHER_API_KEY: 'b1b15e88fa797225412429c1c50c122a1' }).WEATHER_PROVIDERS).toEqual([
      'met-norway',
      'openweathermap',
    ]);
    expect(problems({ WEATHER_PROVIDERS: 'met-norway' })).toEqual([]);
  });

  it.each([
    undefined,
    '',
    'short',
    'a'.repeat(40),
    'abababababababababababababababababab',
    'changeme-changeme-changeme-changeme',
    'your-256-bit-secret-your-256-bit-secret',
    '<openssl rand -base64 48, then paste>',
  ])('refuses the JWT_SECRET %s in production, and only there', (JWT_SECRET) => {
    expect(problems({ NODE_ENV: 'production', JWT_SECRET })).toEqual([expect.stringMatching(/^JWT_SECRET must be /)]);
    expect(problems({ NODE_ENV: 'development', JWT_SECRET })).toEqual([]);
  });

  it('refuses a weak OPERATIONS_TOKEN in production, and needs none', () => {
    const production = { NODE_ENV: 'production', JWT_SECRET: secret };

    for (const OPERATIONS_TOKEN of ['short', 'a'.repeat(40), 'changeme-changeme-changeme-changeme']) {
      expect(problems({ ...production, OPERATIONS_TOKEN })).toEqual([expect.stringMatching(/^OPERATIONS_TOKEN must be /)]);
    }
    for (const OPERATIONS_TOKEN of [undefined, '', secret]) expect(problems({ ...production, OPERATIONS_TOKEN })).toEqual([]);
  });

  it('takes a random JWT_SECRET in production', () => {
    expect(problems({ NODE_ENV: 'production', JWT_SECRET: secret })).toEqual([]);
  });
});
