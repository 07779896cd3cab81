import { processEnvironment } from '../platform/config/config.js';
import { readServiceAddresses } from '../platform/embedded/launcher/service-addresses.js';

/** A command's environment: the process's own, and for each service that it leaves open the one of a running `npm start`. */
export async function commandEnvironment(): Promise<NodeJS.ProcessEnv> {
  const own = Object.fromEntries(Object.entries(processEnvironment()).filter(([, value]) => value !== ''));
  return { ...(await readServiceAddresses(own.DATA_DIR ?? '.data')), ...own };
}
