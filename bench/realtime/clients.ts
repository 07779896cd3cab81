import { Child } from '../processes/child.js';
import type { Server } from './servers.js';

/** Clients that connect to one server. */
export interface Crowd extends Pick<Server, 'url' | 'dialect'> {
  count: number;
}

export interface Talk {
  text: string;
  milliseconds: number;
}

/** How long answers took; in milliseconds. */
export interface Waits {
  p50: number;
  p99: number;
}

/** When the expected update came to each client, of the common clock, the first first, and how often another or the same once more. */
export interface Arrivals {
  times: number[];
  strays: number;
}

/** The clients, in a process of their own. */
export class Clients {
  private constructor(private readonly child: Child) {}

  static async start(folder: string): Promise<Clients> {
    return new Clients(await Child.start('clients', { script: 'realtime/clients-process.js', folder }));
  }

  /** Resolves when so many more are connected. */
  async connect({ url, dialect }: Server, count: number): Promise<void> {
    await this.child.ask('connect', { url, dialect, count } satisfies Crowd);
  }

  /** Every client keeps one message in flight for so long. Returns how many were answered. @throws when an answer was wrong */
  async talk(text: string, milliseconds: number): Promise<number> {
    return this.child.ask('talk', { text, milliseconds } satisfies Talk);
  }

  /** Every client says something short now and then for so long. Returns how long the answers took. */
  async probe(milliseconds: number): Promise<Waits> {
    return this.child.ask('probe', milliseconds);
  }

  /** Those who do not yet watch the city begin to. */
  async subscribe(city: string): Promise<void> {
    await this.child.ask('subscribe', city);
  }

  /** The next update says this. */
  async expect(text: string): Promise<void> {
    await this.child.ask('expect', text);
  }

  /** Waits until the expected update has come to so many, or will not come any more. */
  async arrived(count: number): Promise<Arrivals> {
    return this.child.ask('arrived', count);
  }

  /** Resolves when all have left. */
  async leave(): Promise<void> {
    await this.child.ask('leave');
  }

  /** In microseconds. */
  async cpu(): Promise<number> {
    return this.child.cpu();
  }

  async stop(): Promise<void> {
    await this.child.stop();
  }
}
