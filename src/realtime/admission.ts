import { Injectable } from '@nestjs/common';
import { type Principal } from '../auth/tokens/access-token.js';
import { EndedSessions } from '../auth/sessions/ended-sessions.js';
import { Identities, SessionEnded } from '../auth/tokens/identities.js';
import { CodedError } from '../contracts/errors.js';
import type { ServerEvent } from '../contracts/events.js';
import { type RealtimeNamespace, type RealtimeSocket, sessionRoom, userRoom } from './fleet/socket-server.js';

type Reason = ServerEvent<'closing'>;
const expired: Reason = { code: 'TOKEN_EXPIRED', message: 'The access token has expired. Connect again with a new one.' };
const sessionEnded: Reason = { code: 'SESSION_ENDED', message: new SessionEnded().message };

/** Who a socket is: by its token, for as long as that holds, and no longer than its session. */
@Injectable()
export class Admission {
  private readonly expiries = new WeakMap<RealtimeSocket, NodeJS.Timeout>();

  constructor(
    private readonly identities: Identities,
    private readonly ended: EndedSessions,
  ) {}

  /** Closes the sockets of sessions that end, on this process as on every other. */
  watch(sockets: RealtimeNamespace): void {
    this.ended.onEnd((sessionId) => {
      sockets.local.to(sessionRoom(sessionId)).emit('closing', sessionEnded);
      sockets.local.in(sessionRoom(sessionId)).disconnectSockets(true);
    });
  }

  /**
   * Reads the token of the handshake, before anything of the socket is handled. Without one a recovered socket is who it was.
   * @throws CodedError TOKEN_EXPIRED, TOKEN_INVALID, SESSION_ENDED or FORBIDDEN
   */
  identify(socket: RealtimeSocket): void {
    const token: unknown = socket.handshake.auth.token;
    if (token === undefined || token === null || token === '') return;
    if (typeof token !== 'string') throw new CodedError('TOKEN_INVALID', 'The access token is not valid.');
    socket.data.principal = this.principalFor(socket, token);
  }

  /** Signs a connected socket in as who it was identified, until the token expires. */
  async admit(socket: RealtimeSocket, { id, sessionId, expiresAt }: Principal): Promise<void> {
    await socket.join([userRoom(id), sessionRoom(sessionId)]);
    this.closeAt(socket, expiresAt * 1000);
    // It may have ended since the token was looked at, and before the socket was in its room.
    if (this.ended.has(sessionId)) close(socket, sessionEnded);
  }

  /**
   * Takes a newer token of the same person, or the first of an anonymous socket.
   * @throws CodedError TOKEN_EXPIRED, TOKEN_INVALID, SESSION_ENDED or FORBIDDEN
   */
  async refresh(socket: RealtimeSocket, token: string): Promise<Principal> {
    const principal = this.principalFor(socket, token);
    const earlier = socket.data.principal;
    if (earlier && earlier.sessionId !== principal.sessionId) await socket.leave(sessionRoom(earlier.sessionId));
    socket.data.principal = principal;
    await this.admit(socket, principal);
    return principal;
  }

  private principalFor(socket: RealtimeSocket, token: string): Principal {
    const principal = this.identities.of(token);
    if (socket.data.principal && socket.data.principal.id !== principal.id) {
      throw new CodedError('FORBIDDEN', 'This token is for another account. Connect anew to change accounts.');
    }
    return principal;
  }

  private closeAt(socket: RealtimeSocket, time: number): void {
    const earlier = this.expiries.get(socket);
    clearTimeout(earlier);
    if (!earlier) socket.on('disconnect', () => { clearTimeout(this.expiries.get(socket)); });
    this.expiries.set(socket, setTimeout(() => { close(socket, expired); }, time - Date.now()).unref());
  }
}

/** Tells why, and closes. */
export function close(socket: RealtimeSocket, reason: Reason): void {
  socket.nsp.local.to(socket.id).emit('closing', reason);
  socket.disconnect(true);
}

/** @throws CodedError NOT_SIGNED_IN */
export function signedIn(socket: RealtimeSocket): Principal {
  const { principal } = socket.data;
  if (!principal) throw new CodedError('NOT_SIGNED_IN', 'Sign in first: connect with a token in auth.token, or send auth:refresh.');
  return principal;
}
