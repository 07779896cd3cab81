import { type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Readable, type Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import pretty from 'pino-pretty';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 100;
const prefixWidth = 6;

/** What the launcher shows: finished lines, and on a terminal one last line that shows which steps are under way and for how long. */
export class ConsoleOutput {
  readonly #terminal: boolean;
  readonly #color: boolean;
  readonly #underWay = new Map<string, number>();
  readonly #pretty: (line: string) => string;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly stream: Writable) {
    this.#terminal = stream instanceof WriteStream;
    this.#color = stream instanceof WriteStream && stream.hasColors();
    this.#pretty = pretty.prettyFactory({ colorize: this.#color, translateTime: 'SYS:HH:MM:ss.l', ignore: 'pid,hostname,name', singleLine: true });
    // A reader that went away is no reason to stop serving.
    stream.on('error', () => undefined);
  }

  line(text = ''): void {
    this.#clear();
    this.stream.write(`${text}\n`);
    this.#draw();
  }

  bold(text: string): string {
    return this.#color ? `\u001b[1m${text}\u001b[22m` : text;
  }

  /** Shows that the work is under way, and at its end how long it took. */
  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const startedAt = Date.now();
    this.#begin(title, startedAt);
    try {
      const result = await work();
      this.#end(title);
      this.line(`✔ ${title}  ${seconds(startedAt)}`);
      return result;
    } catch (error) {
      this.#end(title);
      this.line(`✘ ${title}  ${seconds(startedAt)}`);
      throw error;
    }
  }

  /** Shows what a child prints, line by line: log records in words, everything else as it is. */
  follower(name: string): (child: ChildProcess) => void {
    const prefix = this.bold(name.padEnd(prefixWidth));
    const show = (source: Readable) => createInterface({ input: source }).on('line', (line) => {
      this.line(`${prefix} ${line.startsWith('{') ? this.#pretty(line).trimEnd() : line}`);
    });
    return ({ stdout, stderr }) => {
      if (stdout !== null) show(stdout);
      if (stderr !== null) show(stderr);
    };
  }

  #begin(title: string, startedAt: number): void {
    this.#underWay.set(title, startedAt);
    if (!this.#terminal) this.line(`${title} ...`);
    else this.#timer ??= setInterval(() => { this.#draw(); }, frameMs);
    this.#draw();
  }

  #end(title: string): void {
    this.#clear();
    this.#underWay.delete(title);
    if (this.#underWay.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #draw(): void {
    if (!(this.stream instanceof WriteStream) || this.#underWay.size === 0) return;
    const frame = frames[Math.floor(Date.now() / frameMs) % frames.length] ?? '';
    const text = `${frame} ${[...this.#underWay].map(([title, startedAt]) => `${title} ${seconds(startedAt)}`).join(', ')}`;
    this.#clear();
    this.stream.write(text.slice(0, Math.max(this.stream.columns - 1, 0)));
  }

  #clear(): void {
    if (this.#terminal && this.#underWay.size > 0) this.stream.write('\r\u001b[K');
  }
}

function seconds(startedAt: number): string {
  return `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
}
