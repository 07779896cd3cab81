import type { ServerResponse } from 'node:http';

let waiting: [ServerResponse, string | Buffer][] = [];

/**
 * Ends a response with this body at the end of the event loop's turn, together with the others of the turn. Writing to one socket
 * between reading from two wakes the peer each time; writing to all of them after reading from all of them does not. What it buys is
 * in docs/decisions/2026-11-22-write-together.md.
 */
export function endTogether(response: ServerResponse, body: string | Buffer): void {
  waiting.push([response, body]);
  if (waiting.length === 1) setImmediate(flush);
}

function flush(): void {
  const turn = waiting;
  waiting = [];
  for (const [response, body] of turn) response.end(body);
}
