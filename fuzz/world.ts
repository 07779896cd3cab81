import { randomUUID } from 'node:crypto';
import { Child } from '../bench/processes/child.js';
import { productOver } from '../bench/processes/product.js';
import { Services } from '../bench/processes/services.js';
import { type Who, everybodysPassword as password } from './requests.js';

/** A real API process over a real PostgreSQL and Redis, and people who use it. */
export class World {
  private constructor(
    readonly url: string,
    readonly api: Child,
    private readonly services: Services,
  ) {}

  static async start(folder: string): Promise<World> {
    const services = await Services.start(folder);
    const { address, environment } = await productOver(services, {
      PASSWORD_HASH_MEMORY_KIB: '8',
      PASSWORD_HASH_ITERATIONS: '1',
      // Nothing listens there: an upstream that is away must be told as one.
      OPEN_METEO_URL: 'http://127.0.0.1:9',
      OPEN_METEO_GEOCODING_URL: 'http://127.0.0.1:9',
    });
    const api = await Child.start('api', { script: '../src/main.js', folder, environment });
    return new World(`http://${address}`, api, services);
  }

  async tokenOf(who: Who): Promise<string | undefined> {
    if (who === 'nobody') return undefined;
    if (who === 'forger') return 'a.b.c';
    const email = `${randomUUID()}@example.org`;
    const { userId } = await this.post<{ userId: number }>('/register', { email, password });
    if (who === 'admin') await this.services.database.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [userId]);
    return (await this.post<{ accessToken: string }>('/auth/login', { email, password })).accessToken;
  }

  async stop(): Promise<void> {
    await this.api.stop();
    await this.services.stop();
  }

  private async post<Answer>(path: string, body: object): Promise<Answer> {
    const answer = await fetch(`${this.url}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    return (await answer.json()) as Answer;
  }
}
