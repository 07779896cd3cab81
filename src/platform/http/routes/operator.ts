import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const arrivedInside = new WeakSet<IncomingMessage>();

/** Notes that a request came in by the operations port, which only operators reach. */
export function noteArrivedInside(request: IncomingMessage): void {
  arrivedInside.add(request);
}

/** Whether an operator sends this: it came in by the operations port, or carries the token, which is OPERATIONS_TOKEN. */
export function isFromOperator(request: IncomingMessage, token: string | undefined): boolean {
  if (arrivedInside.has(request)) return true;
  const given = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return token !== undefined && given !== undefined && timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
