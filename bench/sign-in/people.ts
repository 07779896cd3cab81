import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { now } from '../processes/clock.js';
import { Times } from '../statistics.js';

const password = 'correct horse battery';

/** People who have accounts and sign in, and others who only look; each over as many connections as they need. */
export class People {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly emails: string[] = [];
  private readonly ids: number[] = [];

  constructor(private readonly apiUrl: string) {}

  async register(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const email = `person-${n}@people.example`;
      const { userId } = (await this.ask('POST', '/register', 201, { email, password })) as { userId: number };
      this.emails.push(email);
      this.ids.push(userId);
    }
  }

  /** Everybody signs in, again and again, all at once; how many sign-ins a second that were. */
  async signIn(seconds: number): Promise<number> {
    const [since, until] = [now(), now() + seconds * 1000];
    let signedIn = 0;
    const one = async (email: string) => {
      for (; now() < until; signedIn++) await this.ask('POST', '/auth/login', 200, { email, password });
    };
    await Promise.all(this.emails.map(one));
    return (signedIn * 1000) / (now() - since);
  }

  /** So many requests a second of each path, whether or not those before were answered; their times count from when they were due. */
  async look<Path extends string>(paths: Record<Path, (id: number) => string>, perSecond: number, seconds: number): Promise<Record<Path, Times>> {
    const names = Object.keys(paths) as Path[];
    const times = Object.fromEntries(names.map((name) => [name, new Times()])) as Record<Path, Times>;
    const since = now();
    const asked: Promise<void>[] = [];
    for (let n = 0; n < perSecond * seconds; n++) {
      const due = since + (n * 1000) / perSecond;
      await sleep(due - now());
      for (const name of names) {
        const path = paths[name](this.ids[n % this.ids.length]!);
        asked.push(this.ask('GET', path, 200).then(() => { times[name].add(now() - due); }));
      }
    }
    await Promise.all(asked);
    return times;
  }

  leave(): void {
    this.agent.destroy();
  }

  private async ask(method: string, path: string, expected: number, body?: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const sent = request(this.apiUrl + path, { method, agent: this.agent, headers: { 'content-type': 'application/json' } }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => {
          if (response.statusCode === expected) resolve(JSON.parse(text));
          else reject(new Error(`${method} ${path} was answered with ${response.statusCode ?? 0}: ${text}`));
        });
      });
      sent.on('error', reject);
      sent.end(body && JSON.stringify(body));
    });
  }
}
