import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpDouble } from './http-double.js';
import { currentBody, dailyBody, searchBody } from './open-meteo-bodies.js';

/**
 * `malformed` is half a JSON text, `nonsense` is JSON of another shape, `fahrenheit` is in other units than were asked for, `huge` is more
 * than anybody should read, `drip` comes a byte at a time, `reset` breaks the connection; a number is a status.
 */
export type Behaviour = 'answer' | 'hang' | 'drip' | 'malformed' | 'nonsense' | 'fahrenheit' | 'huge' | 'reset' | 429 | 500;
export type Call = 'search' | 'current' | 'daily';

const dripEveryMs = 100;
const hugeBytes = 5_000_000;
const reasons = { 429: 'Minutely API request limit exceeded. Please try again in one minute.', 500: 'Internal Server Error' };

/** Speaks Open-Meteo's wire format over real HTTP, or fails as it might. */
export class OpenMeteoDouble extends HttpDouble {
  /** `abandoned` ones lost their caller before the answer. */
  readonly requests: { call: Call; query: URLSearchParams; abandoned: boolean }[] = [];
  /** How many requests were open at the same time, at most. */
  highestAtOnce = 0;
  temperature = 7.5;
  private behaviours: Record<Call, Behaviour> = { search: 'answer', current: 'answer', daily: 'answer' };
  private delayMs = 0;
  private atOnce = 0;

  /** Answers well again, at once, with counters at zero. */
  reset(): void {
    this.behave('answer');
    this.delayMs = 0;
    this.requests.length = 0;
    this.highestAtOnce = this.atOnce;
  }

  behave(behaviour: Behaviour, ...calls: Call[]): void {
    for (const call of calls.length > 0 ? calls : (['search', 'current', 'daily'] as const)) this.behaviours[call] = behaviour;
  }

  /** Every answer takes so many milliseconds. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  protected override answer(request: IncomingMessage, response: ServerResponse): void {
    this.handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', this.url);
    const call = callOf(pathname, query);
    if (!call) {
      send(response, 404, { error: true, reason: 'Not Found' });
      return;
    }
    const record = { call, query, abandoned: false };
    this.requests.push(record);
    this.atOnce += 1;
    this.highestAtOnce = Math.max(this.highestAtOnce, this.atOnce);
    // Answered or abandoned: its caller may ask again before this process knows that the answer has left.
    const ended = new Promise((resolve) => response.once('prefinish', resolve).once('close', resolve));
    ended.then(() => (this.atOnce -= 1)).catch(() => undefined);
    response.once('close', () => { record.abandoned = !response.writableFinished; });
    if (this.delayMs > 0) await sleep(this.delayMs);
    await this.behaveAt(call, query, response);
  }

  private async behaveAt(call: Call, query: URLSearchParams, response: ServerResponse): Promise<void> {
    const behaviour = this.behaviours[call];
    switch (behaviour) {
      case 'answer':
        send(response, 200, this.body(call, query));
        break;
      case 'hang':
        break;
      case 'drip':
        for (const byte of JSON.stringify(this.body(call, query))) {
          if (response.closed) break;
          response.write(byte);
          await sleep(dripEveryMs);
        }
        response.end();
        break;
      case 'fahrenheit':
        send(response, 200, JSON.stringify(this.body(call, query)).replaceAll('°C', '°F'));
        break;
      case 'huge':
        send(response, 200, { ...this.body(call, query), padding: ' '.repeat(hugeBytes) });
        break;
      case 'malformed':
        send(response, 200, '{"latitude":59.9,"curr');
        break;
      case 'nonsense':
        send(response, 200, { results: 'none', current: { time: 'now' }, daily: [] });
        break;
      case 'reset':
        response.socket?.resetAndDestroy();
        break;
      case 429:
      case 500:
        send(response, behaviour, { error: true, reason: reasons[behaviour] });
    }
  }

  private body(call: Call, query: URLSearchParams): object {
    if (call === 'search') return searchBody(query.get('name') ?? '');
    return call === 'current' ? currentBody(query, this.temperature) : dailyBody(query, this.temperature);
  }
}

function callOf(pathname: string, query: URLSearchParams): Call | undefined {
  if (pathname === '/v1/search') return 'search';
  if (pathname !== '/v1/forecast') return undefined;
  return query.has('current') ? 'current' : 'daily';
}

function send(response: ServerResponse, status: number, body: object | string): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(typeof body === 'string' ? body : JSON.stringify(body));
}
