/** Stops what global-setup.mjs started, whether or not a test failed. */
export default async function globalTeardown() {
  await globalThis.isobarTestServices?.stop();
}
