/** Part of every build: the browser's half of the page about socket events, so that a production install needs none of the package that it comes in. */
import { copyFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const folder = new URL('../dist/src/realtime/page/', import.meta.url);
const files = { 'component.js': 'browser/standalone/index.js', 'component.css': 'styles/default.min.css' };

await mkdir(folder, { recursive: true });
for (const [name, source] of Object.entries(files)) await copyFile(require.resolve(`@asyncapi/react-component/${source}`), new URL(name, folder));
