import { Inject } from '@nestjs/common';
import { type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { CodedError } from '../contracts/errors.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { toCodedError } from '../platform/http/problems/problem.js';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { AddressLimits } from './limits/address-limits.js';
import { Admission } from './admission.js';
import { backlogLimit } from './limits/backlog.js';
import { SendingRate } from './limits/sending-rate.js';
import { SocketMetrics } from './socket-metrics.js';
import { type RealtimeNamespace, type RealtimeSocket, namespace } from './fleet/socket-server.js';
import { writeTogether } from './fleet/write-together.js';
import { forgetHandshake, socketIds, visitorOf } from './visitors.js';

/** A refused connection may try once more, with another token for instance, within so many milliseconds. */
const anotherTryMs = 10_000;

/** Lets sockets in or refuses them with a code. */
@WebSocketGateway({ namespace })
export class EntranceGateway implements OnGatewayInit<RealtimeNamespace> {
  constructor(
    private readonly addresses: AddressLimits,
    private readonly rate: SendingRate,
    private readonly admission: Admission,
    private readonly metrics: SocketMetrics,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  afterInit(sockets: RealtimeNamespace): void {
    const { server } = sockets;
    const { SOCKET_BACKLOG_KIB, SOCKET_BACKLOG_PACKETS } = this.config;
    writeTogether(server, backlogLimit({ bytes: SOCKET_BACKLOG_KIB * 1024, packets: SOCKET_BACKLOG_PACKETS }, (connection) => {
      this.metrics.countSlowReader();
      this.logger.info({ requestId: visitorOf(connection).requestId }, 'slow reader cut off');
    }));
    this.addresses.watch(server);
    this.rate.watch(server);
    this.admission.watch(sockets);
    this.metrics.watch(sockets);
    this.screen(sockets, async (socket) => {
      await this.addresses.admit(socket);
      this.admission.identify(socket);
    });
    this.screen(server.of('/'), async () => Promise.reject(new CodedError('ROUTE_NOT_FOUND', `Nothing is here: connect to the namespace ${namespace}.`)));
  }

  private screen(sockets: RealtimeNamespace, examine: (socket: RealtimeSocket) => Promise<void>): void {
    sockets.use((socket, next) => {
      const letIn = () => {
        next();
        forgetHandshake(socket);
      };
      examine(socket)
        .then(() => { this.noteAdmitted(socket); })
        .then(letIn, (error: unknown) => { next(this.refusal(socket, error)); })
        .catch((error: unknown) => {
          this.logger.error({ err: error, ...socketIds(socket) }, 'a socket could not be refused');
          socket.conn.close();
        });
    });
  }

  private noteAdmitted({ conn, recovered }: RealtimeSocket): void {
    this.metrics.countConnection(recovered);
    visitorOf(conn).letIn = true;
  }

  /** What the client is told. Its transport is closed when it does not make use of it soon. */
  private refusal(socket: RealtimeSocket, error: unknown): Error {
    const { code, message, details: { retryAfterSeconds } } = toCodedError(error);
    if (code === 'INTERNAL_ERROR') this.logger.error({ err: error, ...socketIds(socket) }, 'a socket could not be let in');
    else this.logger.info({ code, ...socketIds(socket) }, 'socket refused');
    this.metrics.countRefusal(code);
    setTimeout(() => { if (!visitorOf(socket.conn).letIn) socket.conn.close(); }, anotherTryMs).unref();
    return Object.assign(new Error(code), { data: { code, message, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) } });
  }
}
