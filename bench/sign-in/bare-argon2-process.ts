import { hash, verify } from '@node-rs/argon2';
import { answer } from '../processes/answers.js';
import { now } from '../processes/clock.js';

/** argon2id and nothing else: how many verifications a second this machine has, on as many threads as UV_THREADPOOL_SIZE says. */
const { UV_THREADPOOL_SIZE, MEMORY_KIB, ITERATIONS } = process.env;
const password = 'correct horse battery';
const stored = await hash(password, { memoryCost: Number(MEMORY_KIB), timeCost: Number(ITERATIONS), parallelism: 1 });

answer({
  verify: async (seconds: number) => {
    const [since, until] = [now(), now() + seconds * 1000];
    let verified = 0;
    const one = async () => {
      for (; now() < until; verified++) await verify(stored, password);
    };
    await Promise.all(Array.from({ length: Number(UV_THREADPOOL_SIZE) }, one));
    return (verified * 1000) / (now() - since);
  },
});
process.send?.('ready');
