import { Algorithm, hashSync, verifySync } from '@node-rs/argon2';

export interface HashInput {
  password: string;
  memoryKib: number;
  iterations: number;
}

/** The PHC string of an argon2id hash. Blocks its thread: run it in a lane. */
export function hash({ password, memoryKib, iterations }: HashInput): string {
  // eslint-disable-next-line n/no-sync -- this module runs on worker threads only
  return hashSync(password, { algorithm: Algorithm.Argon2id, memoryCost: memoryKib, timeCost: iterations, parallelism: 1 });
}

/** Whether the password is the hash's. Blocks its thread: run it in a lane. */
export function verify({ password, stored }: { password: string; stored: string }): boolean {
  // eslint-disable-next-line n/no-sync -- this module runs on worker threads only
  return verifySync(stored, password);
}
