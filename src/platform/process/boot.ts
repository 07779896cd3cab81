import { CodedError } from '../../contracts/errors.js';
import { InvalidEnvironment } from '../config/config.js';
import { exitBadUsage } from './command-line.js';
import { exitBadConfiguration } from './lifetime.js';
import { StartupError } from './startup-error.js';

/** Runs an entry to its end; what it cannot start with is told plainly, an environment it cannot use without a stack. */
export function boot(entry: () => Promise<void>): void {
  entry().catch((error: unknown) => {
    if (error instanceof InvalidEnvironment) {
      process.stderr.write(`${error.message}\n`);
      process.exit(exitBadConfiguration);
    }
    if (error instanceof StartupError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(error.exitCode);
    }
    if (error instanceof CodedError) {
      process.stderr.write(`${explained(error)}\n`);
      process.exit(exitBadUsage);
    }
    if (isUndefinedTable(error)) process.stderr.write('The database lacks a table: bring it up to date with npm run migrate.\n');
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
}

function isUndefinedTable(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === '42P01';
}

function explained({ message, details: { fields = [] } }: CodedError): string {
  return [message, ...fields.map((field) => `${field.path}: ${field.message}`)].join('\n');
}
