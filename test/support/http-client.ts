import type { z } from 'zod';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The JSON of the answer; undefined when it is none. */
  body: unknown;
  /** The body, when it is what the schema says. */
  as: <Schema extends z.ZodType>(schema: Schema) => z.output<Schema>;
}

export interface RequestOptions {
  /** Whose access token goes along. */
  as?: { accessToken: string };
  headers?: Record<string, string>;
  /** Ends the request when it aborts. */
  signal?: AbortSignal;
}

/** Asks a service over HTTP, and follows no redirect. */
export class HttpClient {
  constructor(private readonly base: () => string) {}

  async get(path: string, options?: RequestOptions): Promise<Answer> {
    return this.request('GET', path, undefined, options);
  }

  async post(path: string, body?: unknown, options?: RequestOptions): Promise<Answer> {
    return this.request('POST', path, body, options);
  }

  async patch(path: string, body: unknown, options?: RequestOptions): Promise<Answer> {
    return this.request('PATCH', path, body, options);
  }

  async delete(path: string, options?: RequestOptions): Promise<Answer> {
    return this.request('DELETE', path, undefined, options);
  }

  /** A text goes out as it is, anything else as JSON. */
  async request(method: string, path: string, body?: unknown, { as: user, headers, signal }: RequestOptions = {}): Promise<Answer> {
    const response = await fetch(`${this.base()}${path}`, {
      method,
      redirect: 'manual',
      ...(signal && { signal }),
      headers: {
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(user && { Authorization: `Bearer ${user.accessToken}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('Content-Type')?.includes('json') === true && text !== '' ? (JSON.parse(text) as unknown) : undefined;
    return { status: response.status, headers: response.headers, text, body: json, as: (schema) => schema.parse(json) };
  }
}
