import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, Memory, Question } from './answers.js';

interface Start {
  /** Of a compiled script, relative to the folder `dist/bench/`. */
  script: string;
  /** Where its output goes, as `<name>.log`. */
  folder: string;
  environment?: Record<string, string>;
}

/** A process of the bench or of the service, which answers questions. It fails the bench when it ends by itself. */
export class Child {
  private readonly answers = new EventEmitter();
  private questions = 0;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    /** What it said when it was ready. */
    readonly firstWord: unknown,
  ) {
    child.on('message', ({ id, value }: Answer) => this.answers.emit(String(id), value));
    child.on('exit', () => this.answers.emit('error', new Error(`${name} ended.`)));
    this.answers.on('error', () => undefined);
  }

  /** Resolves once the process says that it is ready. */
  static async start(name: string, { script, folder, environment = {} }: Start): Promise<Child> {
    const path = join(folder, `${name}.log`);
    const log = await open(path, 'a');
    const at = (file: string) => new URL(`../${file}`, import.meta.url);
    const child = fork(fileURLToPath(at(script)), {
      env: { ...process.env, ...environment },
      execArgv: ['--expose-gc', '--import', at('processes/self-report.js').href],
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    });
    const [first] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
    await log.close();
    if (child.exitCode !== null) throw new Error(`${name} did not start; ${path} says why.`);
    return new Child(name, child, first);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  async ask<T>(name: string, argument?: unknown): Promise<T> {
    const question: Question = { id: this.questions++, name, argument };
    const answered = once(this.answers, String(question.id));
    this.child.send(question);
    return ((await answered) as [T])[0];
  }

  /** Processor time the process has used so far, in microseconds, as it reports it itself. */
  async cpu(): Promise<number> {
    return this.ask('cpu');
  }

  /** What the process needs when its garbage is collected. */
  async memory(): Promise<Memory> {
    return this.ask('memory');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}
