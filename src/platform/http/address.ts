import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';

/** Who sent a request, by address: behind TRUST_PROXY proxies what the outermost of them says. Our requests are Express's from their birth, a WebSocket's too. */
export function addressOf(request: IncomingMessage): string {
  return (request as Request).ip ?? 'unknown';
}
