import type { Config } from '../config/config.js';
import { serverOf } from '../config/server-of.js';
import type { Logger } from '../observability/logger.js';
import { connect, failFast } from './redis-connection.js';

/** Says once, at the start, where Redis was sought and what to do when it cannot be used. Nothing waits for that: a process does without until it is there. */
export function warnWithoutRedis({ REDIS_URL }: Pick<Config, 'REDIS_URL'>, logger: Logger): void {
  let reason: unknown;
  const client = connect(REDIS_URL, { ...failFast, lazyConnect: true, retryStrategy: null }, (error) => { reason = error; });
  client.connect().then(
    async () => client.ping(),
  ).catch((error: unknown) => {
    const { code, message } = (reason ?? error) as NodeJS.ErrnoException;
    const server = serverOf(REDIS_URL);
    if (/WRONGPASS|NOAUTH/.test(message)) logger.warn(`Redis at ${server} does not let this user in: correct the password in REDIS_URL`);
    else logger.warn(`Redis cannot be used at ${server} (${code ?? message}): start it, or correct the host and port in REDIS_URL`);
  }).finally(() => { client.disconnect(); });
}
