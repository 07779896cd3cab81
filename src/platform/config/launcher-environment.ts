import { type ConfigWithout, loadConfig, processEnvironment } from './config.js';
import { type EnvironmentName } from './schema.js';

/** What the launcher reads of its environment. It can do without the addresses of services, since it starts what is missing. */
export interface LauncherEnvironment {
  config: ConfigWithout<'DATABASE_URL' | 'REDIS_URL'>;
  /** All of it, for the processes that the launcher starts. */
  variables: Readonly<NodeJS.ProcessEnv>;
  /** Whether the name has a value other than its default. */
  isSet: (name: EnvironmentName) => boolean;
  /** Whether we are `npm start`, and should end when npm does. */
  startedByNpm: boolean;
}

/** @throws InvalidEnvironment */
export function launcherEnvironment(): LauncherEnvironment {
  const variables = processEnvironment();
  return {
    config: loadConfig(variables, ['DATABASE_URL', 'REDIS_URL']),
    variables,
    isSet: (name) => variables[name] !== undefined && variables[name] !== '',
    startedByNpm: variables.npm_lifecycle_event === 'start',
  };
}
