import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CodedError, type ErrorCode } from '../../../contracts/errors.js';
import { sendProblem, sendProblemOn } from '../problems/send-problem.js';
import type { TracedRequest, TracedResponse } from './traced-response.js';

/** What Node's HTTP parser gives up on, by its error code. */
const causes: Record<string, [ErrorCode, string]> = {
  HPE_HEADER_OVERFLOW: ['HEADERS_TOO_LARGE', 'The request line and headers are larger than the server reads.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['REQUEST_TIMEOUT', 'The request did not arrive whole in time.'],
};

/** CONNECT names no path whose methods could be told: what the server takes anywhere. */
const allow = 'Allow: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT';

/** Answers what Node would otherwise answer itself, past the router: broken HTTP, an unknown expectation, a stray upgrade. */
export function answerUnroutable(server: Server<typeof TracedRequest, typeof TracedResponse>, socketPath: string): void {
  server.on('clientError', (error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const [code, detail] = causes[error.code ?? ''] ?? ['MALFORMED_REQUEST', 'The request is not valid HTTP.'];
    sendProblemOn(socket, new CodedError(code, detail), { isForHead: error.rawPacket?.toString('latin1', 0, 5) === 'HEAD ' });
  });
  server.on('checkExpectation', (_request: TracedRequest, response: TracedResponse) => {
    response.shouldKeepAlive = false;
    sendProblem(response, new CodedError('EXPECTATION_FAILED', 'The only expectation that is supported is 100-continue.'));
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    sendProblemOn(socket, new CodedError('METHOD_NOT_ALLOWED', 'This server is not a proxy. The header Allow names what the server takes.'), {
      lines: [allow],
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    if (!request.url?.startsWith(socketPath)) sendProblemOn(socket, new CodedError('MALFORMED_REQUEST', `Only ${socketPath} can be upgraded, to a WebSocket.`));
  });
}
