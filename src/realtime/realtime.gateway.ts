import { Inject } from '@nestjs/common';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import { toCodedError } from '../platform/http/problems/problem.js';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { Admission, close } from './admission.js';
import { type Dispatching, dispatch } from './dispatch.js';
import { EventHandlers } from './event-handlers.js';
import { SendingRate } from './limits/sending-rate.js';
import { MissedEventsGateway } from './missed-events.gateway.js';
import { type RealtimeSocket, namespace } from './fleet/socket-server.js';
import { Streams } from './fleet/streams.js';
import { socketIds } from './visitors.js';

/** The socket side of the service; the events are in contracts/events.ts. */
@WebSocketGateway({ namespace })
export class RealtimeGateway implements OnGatewayConnection<RealtimeSocket> {
  private readonly dispatching: Dispatching;

  constructor(
    private readonly admission: Admission,
    events: EventHandlers,
    rate: SendingRate,
    private readonly missed: MissedEventsGateway,
    private readonly streams: Streams,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.dispatching = { handlers: events.handlers, allow: (socket) => { rate.take(socket); } };
  }

  /** What it awaits, packets of the socket do not wait for. It never throws: nobody would catch it. */
  async handleConnection(socket: RealtimeSocket): Promise<void> {
    try {
      dispatch(socket, this.dispatching, this.logger);
      const { principal } = socket.data;
      if (principal) await this.admission.admit(socket, principal);
      const lastOffset = principal ? await this.missed.follow(socket, principal.id) : null;
      socket.nsp.local.to(socket.id).emit('ready', { lastOffset }, this.streams.position);
    } catch (error) {
      this.logger.error({ err: error, ...socketIds(socket) }, 'a socket could not be set up');
      close(socket, { code: 'INTERNAL_ERROR', message: toCodedError(error).message });
    }
  }
}
