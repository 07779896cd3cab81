import { connect } from 'node:net';
import { within } from './deadline.js';
import type { Answer } from './http-client.js';
import type { Service } from './service.js';

const answerWithinMs = 5_000;

/** Sends these bytes over a connection of their own, which the server closes; returns the first answer on it. */
export async function sendRaw(service: Service, ...parts: (string | Buffer)[]): Promise<Pick<Answer, 'status' | 'headers' | 'text' | 'body'>> {
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  const closed = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A server that answers before it has read everything may reset the connection.
    socket.on('error', () => undefined);
    socket.on('close', () => { resolve(); });
  });
  for (const part of parts) socket.write(part);
  try {
    await within(answerWithinMs, 'the answer to a raw request', closed);
  } finally {
    socket.destroy();
  }
  return parse(Buffer.concat(chunks).toString());
}

function parse(text: string): Pick<Answer, 'status' | 'headers' | 'text' | 'body'> {
  const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line) => /^([^:]+): *(.*)$/.exec(line)?.slice(1) as [string, string]));
  const json =
    headers.get('Content-Type')?.includes('json') === true
      ? (JSON.parse(body.slice(0, Number(headers.get('Content-Length') ?? body.length))) as unknown)
      : undefined;
  return { status: Number(statusLine.split(' ')[1]), headers, text: body, body: json };
}
