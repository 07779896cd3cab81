import { randomBytes } from 'node:crypto';
import { freePort } from '../../src/platform/embedded/free-port.js';
import type { Services } from './services.js';

const host = '127.0.0.1';

/** Where an API process of the service answers, and the environment that it and its worker are started with. */
export interface Product {
  /** `host:port`. */
  address: string;
  environment: Record<string, string>;
}

/** The service as in production, without limits on what one address may ask; `more` is added to its environment. */
export async function productOver({ postgresUrl, redisUrl }: Pick<Services, 'postgresUrl' | 'redisUrl'>, more: Record<string, string> = {}): Promise<Product> {
  const port = await freePort(0);
  const environment = {
    NODE_ENV: 'production',
    HOST: host,
    PORT: String(port),
    DATABASE_URL: postgresUrl,
    REDIS_URL: redisUrl,
    JWT_SECRET: randomBytes(32).toString('hex'),
    RATE_LIMIT: 'off',
    ...more,
  };
  return { address: `${host}:${port}`, environment };
}
