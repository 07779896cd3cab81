import type { Answer } from './http-client.js';
import type { Service } from './service.js';

const Accept = 'text/html,application/xhtml+xml,*/*;q=0.8';

/** Asks for pages and sends forms as a browser does. */
export class Browser {
  constructor(private readonly service: Service) {}

  async open(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.service.get(path, { headers: { Accept, ...headers } });
  }

  /** From a page of the service, unless the headers name another. */
  async submit(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: this.service.url };
    return this.service.post(path, new URLSearchParams(fields).toString(), { headers: { Accept, ...form, ...headers } });
  }
}

/** The cookie that an answer gives, with its attributes; empty when it gives none. */
export function cookieOf({ headers }: Answer): string {
  return headers.getSetCookie()[0] ?? '';
}

/** The name and value alone, as they are sent back. */
export function givenCookie(answer: Answer): string {
  return cookieOf(answer).split(';')[0]!;
}
