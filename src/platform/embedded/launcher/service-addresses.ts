import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type DataFolder } from '../data-folder.js';
import { writePrivateFile } from '../private-file.js';

const addressesSchema = z.object({
  DATABASE_URL: z.string(),
  REDIS_URL: z.string(),
  SMTP_URL: z.string(),
  /** Where this machine reaches the API. */
  API_URL: z.string(),
});

export type ServiceAddresses = z.infer<typeof addressesSchema>;

const fileName = 'services.json';

/** Tells the commands (`npm run admin`, `seed`, `migrate`) where the running services are. */
export async function writeServiceAddresses(folder: DataFolder, addresses: ServiceAddresses): Promise<void> {
  await writePrivateFile(folder.at(fileName), `${JSON.stringify(addresses, null, 2)}\n`);
}

export async function removeServiceAddresses(folder: DataFolder): Promise<void> {
  await rm(folder.at(fileName), { force: true });
}

/** Where the services of this data folder run; undefined when none were started, or they were stopped. After a `kill -9` it is the last known. */
export async function readServiceAddresses(dataDirectory: string): Promise<ServiceAddresses | undefined> {
  try {
    return addressesSchema.parse(JSON.parse(await readFile(join(dataDirectory, fileName), 'utf8')));
  } catch {
    return undefined;
  }
}
