import { once } from 'node:events';
import { CodedError } from '../../../contracts/errors.js';
import { type RequestListener, type TracedServer, limitedServer } from './limited-server.js';
import { listening } from './port-refusal.js';
import { noteArrivedInside } from '../routes/operator.js';
import { sendProblem } from '../problems/send-problem.js';

/** What is served inside: what only tells, and changes nothing. A browser on the same machine may be made to ask here by any page. */
const inside = /^\/(?:metrics|health)(?:[/?]|$)/;

/**
 * Serves operators on a port of their own, which needs no token: metrics and health, from the same routes as the public port. @throws StartupError
 * when the port cannot be had
 */
export async function openOperations(listener: RequestListener, port: number, host: string): Promise<TracedServer> {
  const server = limitedServer((request, response, unrouted) => {
    if (!inside.test(request.url ?? '')) {
      sendProblem(response, new CodedError('ROUTE_NOT_FOUND', 'Only /metrics and /health are served here.'));
      return;
    }
    noteArrivedInside(request);
    listener(request, response, unrouted);
  });
  await listening('OPERATIONS_PORT', port, once(server.listen(port, host), 'listening'));
  return server;
}
