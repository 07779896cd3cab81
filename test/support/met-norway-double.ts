import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { HttpDouble } from './http-double.js';
import { compactBody } from './met-norway-bodies.js';

/** `malformed` is half a JSON text, `nonsense` is JSON of another shape; 203 is a good answer of a version that will be withdrawn. */
type Behaviour = 'answer' | 'malformed' | 'nonsense' | 203 | 429 | 500;

interface Asked {
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  status: number;
}

/** Speaks Locationforecast 2.0 over real HTTP, and minds MET Norway's terms: who does not say who they are is refused, and so are five decimals. */
export class MetNorwayDouble extends HttpDouble {
  readonly requests: Asked[] = [];
  temperature = 26.5;
  behaviour: Behaviour = 'answer';
  /** For how long answers are good. */
  freshMs = 1_800_000;
  lastModified = 'Mon, 20 Jul 2020 11:44:31 GMT';

  /** Answers well again, with nothing counted. */
  reset(): void {
    this.requests.length = 0;
    this.behaviour = 'answer';
    this.freshMs = 1_800_000;
  }

  protected answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', this.url);
    const status = this.statusFor(request, pathname, query);
    this.requests.push({ query, headers: request.headers, status });
    const headers = {
      'Content-Type': 'application/json',
      Expires: new Date(Date.now() + this.freshMs).toUTCString(),
      'Last-Modified': this.lastModified,
      Vary: 'Accept, Accept-Encoding',
    };
    if (status >= 300) response.writeHead(status, status === 304 ? headers : {}).end();
    else response.writeHead(status, headers).end(this.body(query));
  }

  private statusFor({ headers }: IncomingMessage, pathname: string, query: URLSearchParams): number {
    if (pathname !== '/weatherapi/locationforecast/2.0/compact') return 404;
    const isTooExact = [query.get('lat'), query.get('lon')].some((degrees) => !/^-?\d+(?:\.\d{1,4})?$/.test(degrees ?? ''));
    if (!/\S+@\S+|https?:/.test(headers['user-agent'] ?? '') || isTooExact) return 403;
    if (typeof this.behaviour === 'number') return this.behaviour;
    return headers['if-modified-since'] === this.lastModified ? 304 : 200;
  }

  private body(query: URLSearchParams): string {
    if (this.behaviour === 'malformed') return '{"type":"Feature","prop';
    if (this.behaviour === 'nonsense') return JSON.stringify({ properties: { timeseries: [{ time: 'now' }] } });
    return JSON.stringify(compactBody(query, this.temperature, Date.now()));
  }
}
