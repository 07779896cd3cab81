import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Opens the service's metrics. */
const operationsToken = randomBytes(32).toString('hex');

/** A server in a process of its own, its output in a file as in production. */
export class ServerUnderTest {
  private constructor(
    readonly name: string,
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** `script` is relative to this file as compiled. Resolves once the server serves. */
  static async start(name: string, script: string, port: number, environment: Record<string, string>, logFile: string): Promise<ServerUnderTest> {
    const log = await open(logFile, 'w');
    const child = fork(fileURLToPath(new URL(script, import.meta.url)), {
      env: { ...process.env, ...environment, PORT: String(port), OPERATIONS_TOKEN: operationsToken },
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    });
    const [first] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
    await log.close();
    if (first !== 'ready') throw new Error(`${name} did not start; ${logFile} says why.`);
    return new ServerUnderTest(name, `http://127.0.0.1:${port}`, child);
  }

  /** Processor time the process has used so far, in seconds, as it reports it itself. */
  async cpuSeconds(): Promise<number> {
    const metrics = await (await fetch(`${this.url}/metrics`, { headers: { Authorization: `Bearer ${operationsToken}` } })).text();
    return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}
