import { connect } from 'node:net';
import { within } from './deadline.js';

const closedWithinMs = 40_000;

export interface Trickled {
  /** What the server said before it closed the connection. */
  answer: string;
  /** Seconds from the connection's start until it said so, and until we saw the connection gone. */
  answered: number;
  closed: number;
}

/**
 * Sends `start` at once and then `byte` every `everyMs` milliseconds, without end. It does not mind that the server has said its last, only
 * that the connection is gone, which it learns by sending.
 */
export async function trickle(url: string, start: string, byte: string, everyMs: number): Promise<Trickled> {
  const { hostname, port } = new URL(url);
  const startedAt = performance.now();
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  let answer = '';
  const seconds = () => (performance.now() - startedAt) / 1000;
  let answered = NaN;
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text)).once('data', () => { answered = seconds(); });
  // The server may be gone in the midst of a byte.
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(start);
  const timer = setInterval(() => socket.write(byte), everyMs);
  try {
    await within(closedWithinMs, 'the end of a slow connection', closed);
  } finally {
    clearInterval(timer);
    socket.destroy();
  }
  return { answer, answered, closed: seconds() };
}
