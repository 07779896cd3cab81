import { InvalidEnvironment } from '../../config/config.js';
import { exitBadConfiguration } from '../../process/lifetime.js';
import { CommandFailed } from '../process/run-command.js';
import { StartupError } from '../../process/startup-error.js';

/** What to show of an error that ended the start, and the status to end with: a stack only of what nobody expected. */
export function explainFailure(error: unknown): { message: string; exitCode: number } {
  if (error instanceof StartupError) return { message: error.message, exitCode: error.exitCode };
  if (error instanceof InvalidEnvironment) return { message: error.message, exitCode: exitBadConfiguration };
  if (error instanceof CommandFailed) return { message: error.message, exitCode: error.exitCode === exitBadConfiguration ? exitBadConfiguration : 1 };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error), exitCode: 1 };
}
