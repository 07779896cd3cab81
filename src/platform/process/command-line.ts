import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Conventional exit status for words on the command line, or a password, that cannot be used. */
export const exitBadUsage = 2;

/** What `parseArgs` of node:util makes of the command line; `--help` tells the usage instead, and so does what is not known: both end the process. */
export function readCommandLine<Settings extends ParseArgsConfig>(usage: string, settings: Settings): ReturnType<typeof parseArgs<Settings>> {
  const words = process.argv.slice(2);
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(usage);
    process.exit(0);
  }
  try {
    return parseArgs(settings);
  } catch (error) {
    // Its first sentence; the further ones advise on quoting.
    return refuseCommandLine(usage, error instanceof Error ? error.message.split('. ', 1)[0] : undefined);
  }
}

/** Says what is wrong and how the command is used, and ends the process. */
export function refuseCommandLine(usage: string, objection?: string): never {
  process.stderr.write(objection === undefined ? usage : `${objection.replace(/\.$/, '')}.\n${usage}`);
  process.exit(exitBadUsage);
}
