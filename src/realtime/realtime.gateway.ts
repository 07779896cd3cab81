import { Inject } from '@nestjs/common';
import { type OnGatewayConnection, type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import type { Principal } from '../auth/access-token.js';
import { Identities } from '../auth/identities.js';
import { CodedError } from '../contracts/errors.js';
import { toCodedError } from '../platform/http/problem.js';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { type Handlers, dispatch } from './dispatch.js';
import { PersonalEvents } from './personal-events.js';
import { type RealtimeNamespace, type RealtimeSocket, namespace, userRoom } from './socket-server.js';
import { WeatherUpdates } from './weather-updates.js';

/** The socket side of the service; the events are in contracts/events.ts. */
@WebSocketGateway({ namespace })
export class RealtimeGateway implements OnGatewayInit<RealtimeNamespace>, OnGatewayConnection<RealtimeSocket> {
  private sockets!: RealtimeNamespace;
  private readonly expiries = new WeakMap<RealtimeSocket, NodeJS.Timeout>();

  constructor(
    private readonly identities: Identities,
    private readonly updates: WeatherUpdates,
    private readonly events: PersonalEvents,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** A token that does not hold refuses the connection; none leaves it anonymous. */
  afterInit(sockets: RealtimeNamespace): void {
    this.sockets = sockets;
    this.updates.start(sockets);
    sockets.use((socket, next) => {
      try {
        socket.data.principal = this.principalOf(socket.handshake.auth.token);
        next();
      } catch (error) {
        const { code, message } = toCodedError(error);
        next(Object.assign(new Error(code), { data: { code, message } }));
      }
    });
  }

  async handleConnection(socket: RealtimeSocket): Promise<void> {
    socket.on('disconnect', () => { clearTimeout(this.expiries.get(socket)); });
    dispatch(socket, this.handlers, this.logger);
    if (socket.data.principal) await this.admit(socket, socket.data.principal);
  }

  private readonly handlers: Handlers = {
    message: async (socket, text) => {
      const response = `Response: ${text.toUpperCase()}`;
      // Straight to this process's socket: it must not depend on Redis.
      this.sockets.local.to(socket.id).emit('response', response);
      return Promise.resolve(response);
    },
    'weather:subscribe': async (socket, { city }) => this.updates.subscribe(socket, city),
    'weather:unsubscribe': async (socket, { city }) => this.updates.unsubscribe(socket, city),
    resume: async (socket, { offset }) => this.events.since(signedIn(socket).id, offset),
    'auth:refresh': async (socket, { token }) => {
      const principal = this.identities.of(token);
      if (socket.data.principal && socket.data.principal.id !== principal.id) {
        throw new CodedError('FORBIDDEN', 'This token is for another account. Connect anew to change accounts.');
      }
      await this.admit(socket, principal);
      return { expiresAt: new Date(principal.expiresAt * 1000).toISOString() };
    },
  };

  private principalOf(token: unknown): Principal | undefined {
    if (token === undefined || token === null || token === '') return undefined;
    if (typeof token !== 'string') throw new CodedError('TOKEN_INVALID', 'The access token is not valid.');
    return this.identities.of(token);
  }

  /** Signs the socket in until its token expires. */
  private async admit(socket: RealtimeSocket, principal: Principal): Promise<void> {
    socket.data.principal = principal;
    clearTimeout(this.expiries.get(socket));
    this.expiries.set(socket, setTimeout(() => socket.disconnect(true), principal.expiresAt * 1000 - Date.now()).unref());
    await socket.join(userRoom(principal.id));
  }
}

function signedIn(socket: RealtimeSocket): Principal {
  const { principal } = socket.data;
  if (!principal) throw new CodedError('NOT_SIGNED_IN', 'Sign in first: connect with a token in auth.token, or send auth:refresh.');
  return principal;
}
