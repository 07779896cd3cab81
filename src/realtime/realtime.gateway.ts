import { Inject } from '@nestjs/common';
import { type OnGatewayConnection, type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { CodedError } from '../contracts/errors.js';
import { MissedEvents } from '../personal-events/missed-events.js';
import { toCodedError } from '../platform/http/problem.js';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { WatchedCities } from '../weather-updates/watched-cities.js';
import { AddressLimits } from './address-limits.js';
import { Admission, close } from './admission.js';
import { dispatch } from './dispatch.js';
import { EventHandlers } from './event-handlers.js';
import { type Connection, type RealtimeNamespace, type RealtimeSocket, namespace } from './socket-server.js';
import { Streams } from './streams.js';

/** A refused connection may try once more, with another token for instance, within so many milliseconds. */
const anotherTryMs = 10_000;

/** The socket side of the service; the events are in contracts/events.ts. */
@WebSocketGateway({ namespace })
export class RealtimeGateway implements OnGatewayInit<RealtimeNamespace>, OnGatewayConnection<RealtimeSocket> {
  private readonly used = new WeakSet<Connection>();

  constructor(
    private readonly admission: Admission,
    private readonly addresses: AddressLimits,
    private readonly events: EventHandlers,
    private readonly missed: MissedEvents,
    private readonly watched: WatchedCities,
    private readonly streams: Streams,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  afterInit(sockets: RealtimeNamespace): void {
    const { server } = sockets;
    this.addresses.watch(server);
    this.admission.watch(sockets);
    this.missed.watch(sockets);
    this.watched.watch(sockets);
    this.screen(sockets, async (socket) => {
      await this.addresses.admit(socket);
      this.admission.identify(socket);
    });
    this.screen(server.of('/'), async () => Promise.reject(new CodedError('ROUTE_NOT_FOUND', `Nothing is here: connect to the namespace ${namespace}.`)));
  }

  /** What it awaits, packets of the socket do not wait for. */
  async handleConnection(socket: RealtimeSocket): Promise<void> {
    try {
      this.used.add(socket.conn);
      dispatch(socket, this.events, this.logger);
      const { principal } = socket.data;
      if (principal) await this.admission.admit(socket, principal);
      const lastOffset = principal ? await this.missed.follow(socket, principal.id) : null;
      socket.nsp.local.to(socket.id).emit('ready', { lastOffset }, this.streams.position);
    } catch (error) {
      this.logger.error({ err: error, socketId: socket.id }, 'a socket could not be set up');
      close(socket, toCodedError(error));
    }
  }

  /** Lets a socket in or refuses it with a code; whoever stays refused has no business with us. */
  private screen(sockets: RealtimeNamespace, examine: (socket: RealtimeSocket) => Promise<void>): void {
    sockets.use((socket, next) => {
      examine(socket).then(() => { next(); }, (error: unknown) => {
        const { code, message, details: { retryAfterSeconds } } = toCodedError(error);
        if (code === 'INTERNAL_ERROR') this.logger.error({ err: error, socketId: socket.id }, 'a socket could not be let in');
        next(Object.assign(new Error(code), { data: { code, message, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) } }));
        setTimeout(() => { if (!this.used.has(socket.conn)) socket.conn.close(); }, anotherTryMs).unref();
      });
    });
  }
}
