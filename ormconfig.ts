import { DataSource } from 'typeorm';
import { loadConfig } from './src/platform/config/config.js';
import { databaseOptions } from './src/platform/database/options.js';

/** For TypeORM's own command line: `npx typeorm migration:show -d dist/ormconfig.js`. */
export default new DataSource(databaseOptions(loadConfig(undefined, ['REDIS_URL', 'JWT_SECRET'])));
