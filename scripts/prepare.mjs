/**
 * Runs before `npm start`, `npm test`, `npm run bench`, `npm run chaos` and `npm run fuzz`: installs what is missing and builds what is out of date,
 * with Node alone.
 * A step counts as done only when it came through, so an interrupted one is done again the next time.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstat, mkdir, open, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (path) => join(root, path);

const neededNode = [20, 19];
const installStamp = at('node_modules/.isobar-install');
const buildStamp = at('dist/.isobar-build');
/** What a build leaves last: of the compiler, of the cities, and of the page of socket events. */
const outputs = ['dist/src/start.js', 'dist/src/cities/cities.bin', 'dist/src/realtime/page/component.js'];
const lockFile = at('dist/.isobar-prepare');
/** A lock that was not renewed for this long, in milliseconds, belongs to a process that was killed. */
const lockExpiresAfter = 10_000;

const canOwnGroup = process.platform !== 'win32';
let child;
let interrupted;

class PreparationFailed extends Error {}

async function prepare() {
  checkNode();
  if ((await installed()) && (await built())) return;
  await withLock(async () => {
    if (!(await installed())) await install();
    if (!(await built())) await build();
  });
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > neededNode[0] || (major === neededNode[0] && minor >= neededNode[1])) return;
  throw new PreparationFailed(`Isobar needs Node ${neededNode.join('.')} or newer; this is ${process.versions.node}. Get it from https://nodejs.org and try again.`);
}

/** npm writes its hidden lock last, so a half-finished installation has none. */
async function installed() {
  const hiddenLock = await modified('node_modules/.package-lock.json');
  if (hiddenLock === 0 || (await modified('node_modules/.bin/nest')) === 0) return false;
  if ((await readOrNothing(installStamp)) === (await installFingerprint())) return true;
  return hiddenLock >= (await modified('package-lock.json'));
}

async function installFingerprint() {
  return hash(process.platform, process.arch, await readFile(at('package-lock.json')));
}

async function install() {
  const link = await lstat(at('node_modules')).then((found) => found.isSymbolicLink(), () => false);
  if (link) throw new PreparationFailed('node_modules is a symbolic link and out of date, and installing would empty the folder that it points to. Remove the link, or update that folder, then try again.');
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  await run('Installing the dependencies', [...npm, 'ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund'], {
    failed: 'npm could not install the dependencies. Check the connection to the registry, then try again.',
    shell: npm[0] === 'npm' && !canOwnGroup,
  });
  await writeFile(installStamp, await installFingerprint());
}

async function built() {
  for (const output of outputs) if ((await modified(output)) === 0) return false;
  return (await readOrNothing(buildStamp)) === (await sourceFingerprint());
}

/** Names, sizes and times tell a changed, a new and a removed source without reading any. */
async function sourceFingerprint() {
  const single = ['ormconfig.ts', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'package.json', 'package-lock.json', 'scripts/compile-cities.mjs', 'scripts/copy-event-page.mjs'];
  const listed = await Promise.all(['src', 'bench', 'chaos', 'fuzz'].map(filesUnder));
  const described = [...single, ...listed.flat().filter((path) => !path.endsWith('.spec.ts'))].map(async (path) => {
    const { size, mtimeMs } = await stat(at(path)).catch(() => ({ size: 0, mtimeMs: 0 }));
    return `${path}:${size}:${mtimeMs}`;
  });
  return hash(...(await Promise.all(described)).sort());
}

async function filesUnder(folder) {
  const entries = await readdir(at(folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}

async function build() {
  const fingerprint = await sourceFingerprint();
  // Without its outputs the compiler's own record of what is up to date would leave them out.
  if ((await modified('dist/src/start.js')) === 0) await rm(at('dist/tsconfig.build.tsbuildinfo'), { force: true });
  await run('Building', [process.execPath, at('node_modules/@nestjs/cli/bin/nest.js'), 'build'], {
    failed: 'The build failed. Correct what the compiler reports above, then try again.',
  });
  await run('Compiling the cities', [process.execPath, at('scripts/compile-cities.mjs')], {
    failed: 'The index of cities could not be compiled. Correct what is reported above, then try again.',
  });
  await run('Copying the page of socket events', [process.execPath, at('scripts/copy-event-page.mjs')], {
    failed: 'The page of socket events could not be copied. Correct what is reported above, then try again.',
  });
  await writeFile(buildStamp, fingerprint);
}

/** Two of these at once, such as `npm start` and `npm test` in a fresh clone, would delete each other's files. */
async function withLock(work) {
  await mkdir(at('dist'), { recursive: true });
  for (let waited = false; !(await takeLock()); waited = true) {
    if (!waited) console.log('Another command is preparing this folder; waiting for it.');
    await sleep(250);
    if (interrupted) return;
  }
  const renewal = setInterval(() => utimes(lockFile, new Date(), new Date()).catch(() => undefined), 1000);
  try {
    await work();
  } finally {
    clearInterval(renewal);
    await rm(lockFile, { force: true });
  }
}

async function takeLock() {
  try {
    await (await open(lockFile, 'wx')).close();
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (Date.now() - (await modified('dist/.isobar-prepare')) > lockExpiresAfter) await rm(lockFile, { force: true });
    return false;
  }
}

async function run(title, [file, ...args], { failed, shell = false }) {
  const step = showProgress(title);
  const output = [];
  const code = await new Promise((resolve, reject) => {
    // In a group of its own, so that whatever the command starts in turn can be stopped with it.
    child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: canOwnGroup, shell });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    child.once('error', reject);
    child.once('close', resolve);
    if (interrupted) stopChild();
  }).finally(() => {
    child = undefined;
  });
  step.end(code === 0);
  if (code === 0) return;
  if (!interrupted) process.stderr.write(`\n${Buffer.concat(output).toString().trimEnd()}\n\n`);
  throw new PreparationFailed(failed);
}

function showProgress(title) {
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  const frames = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
  const tty = process.stdout.isTTY;
  if (!tty) console.log(`${title} ...`);
  const draw = () => {
    if (tty) process.stdout.write(`\r${frames[Math.floor((Date.now() - startedAt) / 100) % frames.length]} ${title}  ${seconds()} `);
    else console.log(`${title} ... ${seconds()}`);
  };
  const timer = setInterval(draw, tty ? 100 : 10_000);
  return {
    end(succeeded) {
      clearInterval(timer);
      console.log(`${tty ? '\r\u001b[K' : ''}${succeeded ? '✔' : '✘'} ${title}  ${seconds()}`);
    },
  };
}

function stopChild(signal = 'SIGTERM') {
  try {
    if (child?.pid !== undefined) process.kill(canOwnGroup ? -child.pid : child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function interrupt(status) {
  interrupted ??= status;
  stopChild();
  setTimeout(() => stopChild('SIGKILL'), 2000).unref();
}

async function modified(path) {
  return (await stat(at(path)).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
}

async function readOrNothing(path) {
  return await readFile(path, 'utf8').catch(() => '');
}

function hash(...parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\n');
  return sum.digest('hex');
}

process.stdout.on('error', () => undefined);
process.on('SIGINT', () => interrupt(130));
process.on('SIGTERM', () => interrupt(143));
process.on('SIGHUP', () => interrupt(129));
// A shell between npm and us may die of npm's signal without passing it on.
const parent = process.ppid;
setInterval(() => process.ppid === parent || interrupt(143), 500).unref();

try {
  await prepare();
  process.exitCode = interrupted ?? 0;
} catch (error) {
  process.exitCode = interrupted ?? 1;
  if (!interrupted) console.error(error instanceof PreparationFailed ? error.message : error);
}
