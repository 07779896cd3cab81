import { Child } from '../processes/child.js';

/** A call as the stand-in saw it, from the request's head to the end of the answer. */
export interface UpstreamCall {
  /** Latitude and longitude as they were asked for, with a comma between. */
  place: string;
  /** Milliseconds. */
  took: number;
}

/** The stand-in for Open-Meteo, in a process of its own. */
export class OpenMeteo {
  private constructor(private readonly child: Child) {}

  static async start(folder: string): Promise<OpenMeteo> {
    return new OpenMeteo(await Child.start('open-meteo', { script: 'weather/open-meteo-process.js', folder }));
  }

  get url(): string {
    return String(this.child.firstWord);
  }

  /** Every answer takes so many milliseconds from now on. */
  async delay(ms: number): Promise<void> {
    await this.child.ask('delay', ms);
  }

  /** So many degrees Celsius are the current weather of every place from now on. */
  async temperature(celsius: number): Promise<void> {
    await this.child.ask('temperature', celsius);
  }

  /** When it was asked for the first time since the temperature has changed; of the common clock. @throws when it was not */
  async toldAt(): Promise<number> {
    const at = await this.child.ask<number | undefined>('toldAt');
    if (at === undefined) throw new Error('Nobody has asked for the temperature since it has changed.');
    return at;
  }

  /** Every answer is an error from now on. */
  async fail(): Promise<void> {
    await this.child.ask('fail');
  }

  /** Every call that was answered since the last time. */
  async collect(): Promise<UpstreamCall[]> {
    return this.child.ask('collect');
  }

  async stop(): Promise<void> {
    await this.child.stop();
  }
}
