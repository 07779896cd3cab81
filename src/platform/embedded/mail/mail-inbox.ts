import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type DataFolder } from '../data-folder.js';
import { freePort, loopback } from '../free-port.js';
import { type NodeProgram, startNodeProcess } from '../process/node-process.js';
import { type RunningProcess } from '../process/running-process.js';

export interface MailInboxOptions {
  folder: DataFolder;
  environment: NodeJS.ProcessEnv;
  /** Stepped around when taken; 0 is any. */
  smtpPort: number;
  pagePort: number;
  avoidPorts: readonly number[];
  output: NodeProgram['output'];
}

/** A mail inbox that can be started, again and again, at the same address. */
export interface MailInbox {
  smtpUrl: string;
  /** The page that shows what arrived. */
  pageUrl: string;
  start: (signal: AbortSignal) => Promise<RunningProcess>;
}

/** Makes ready an SMTP server and its page, on the loopback address only; mails stay in `<data folder>/mail`. */
export async function prepareMailInbox({ folder, environment, avoidPorts, output, ...wishes }: MailInboxOptions): Promise<MailInbox> {
  const directory = folder.at('mail');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const smtpPort = await freePort(wishes.smtpPort, { host: loopback, avoid: avoidPorts });
  const pagePort = await freePort(wishes.pagePort, { host: loopback, avoid: [...avoidPorts, smtpPort] });
  return {
    smtpUrl: `smtp://${loopback}:${smtpPort}`,
    pageUrl: `http://${loopback}:${pagePort}`,
    start: async (signal) =>
      startNodeProcess(
        {
          name: 'The mail inbox',
          script: fileURLToPath(new URL('mail-inbox-process.js', import.meta.url)),
          args: [String(smtpPort), String(pagePort), directory],
          cwd: folder.path,
          environment,
          folder,
          quiet: true,
          output,
        },
        signal,
      ),
  };
}
