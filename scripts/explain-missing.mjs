/** Preloaded by the npm scripts: what an interrupted installation or a build that was never made leaves missing is told without a stack. */
process.on('uncaughtExceptionMonitor', (error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') return;
  process.stderr.write(`${error.message.split('\n', 1)[0]}.\nThe installation or the build is not complete: run npm ci and npm run build, then try again.\n`);
  process.exit(1);
});
