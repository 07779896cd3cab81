import { loadConfig } from '../platform/config/config.js';
import { migrate } from '../platform/database/migrate.js';
import { databaseOptions } from '../platform/database/options.js';
import { boot } from '../platform/process/boot.js';
import { readCommandLine } from '../platform/process/command-line.js';
import { commandEnvironment } from './command-environment.js';

const usage = `Usage: npm run migrate
Applies the migrations that the database of DATABASE_URL, or of a running npm start, lacks. Takes no arguments.\n`;

/** `npm run migrate`: brings the database's schema up to date. */
boot(async () => {
  readCommandLine(usage, {});
  const config = loadConfig(await commandEnvironment(), ['REDIS_URL', 'JWT_SECRET']);
  const applied = await migrate(databaseOptions({ ...config, DATABASE_POOL_SIZE: 2, DATABASE_POOL_OVERFLOW: 0 }, 'isobar migrate'));
  process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied ${applied.join(', ')}.\n`);
});
