/** Where global-setup.mjs started PostgreSQL and Redis, and the migrated database that tests copy. */
export const testServers = {
  get postgresUrl() { return setting('TEST_POSTGRES_URL'); },
  get template() { return setting('TEST_TEMPLATE_DATABASE'); },
  /** Redis, in a logical database that no other Jest worker uses. */
  get redisUrl() {
    const url = new URL(setting('TEST_REDIS_URL'));
    url.pathname = `/${Number(process.env.JEST_WORKER_ID ?? 1) % 16}`;
    return url.href;
  },
};

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests through Jest with the configuration of the repository.`);
  return value;
}
