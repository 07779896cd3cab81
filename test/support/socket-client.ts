import { afterEach } from '@jest/globals';
import { type ManagerOptions, type Socket, io } from 'socket.io-client';
import type { ClientToServerEvents, ServerToClientEvents } from '../../src/contracts/events.js';
import { within } from './deadline.js';

export type SocketClient = Socket<ServerToClientEvents, ClientToServerEvents>;
type EventName = keyof ServerToClientEvents;
type Payload<Name extends EventName> = Parameters<ServerToClientEvents[Name]>[0];

const answerWithinMs = 5_000;

/** Opens sockets to the service, and closes them after each test. */
export class SocketClients {
  private readonly opened: SocketClient[] = [];

  constructor(private readonly service: { readonly url: string }) {
    afterEach(() => { this.closeAll(); });
  }

  closeAll(): void {
    this.opened.splice(0).forEach((socket) => socket.disconnect());
  }

  /** Not connected yet. */
  open(token?: unknown, service = this.service, options: Partial<ManagerOptions> = {}): SocketClient {
    const socket: SocketClient = io(`${service.url}/ws`, {
      auth: token === undefined ? {} : { token },
      transports: ['websocket'],
      forceNew: true,
      autoConnect: false,
      ackTimeout: answerWithinMs,
      reconnectionDelay: 50,
      ...options,
    });
    this.opened.push(socket);
    return socket;
  }

  /** Connected; without a user anonymously. */
  async connect(user?: { accessToken: string }, service = this.service, options?: Partial<ManagerOptions>): Promise<SocketClient> {
    const socket = this.open(user?.accessToken, service, options);
    await connected(socket);
    return socket;
  }

  /** Connected, and told that it is ready. */
  async ready(user?: { accessToken: string }, service = this.service, options?: Partial<ManagerOptions>): Promise<SocketClient> {
    const socket = this.open(user?.accessToken, service, options);
    await Promise.all([next(socket, 'ready'), connected(socket)]);
    return socket;
  }

  /** What a connection with this token is refused with. */
  async refusal(token: unknown, options?: Partial<ManagerOptions>): Promise<Error & { data?: unknown }> {
    const socket = this.open(token, this.service, options);
    const refused = new Promise<Error>((resolve, reject) => {
      socket.once('connect_error', resolve);
      socket.once('connect', () => { reject(new Error('the socket was let in')); });
    });
    socket.connect();
    return within(answerWithinMs, 'the refusal', refused);
  }
}

async function connected(socket: SocketClient): Promise<void> {
  await within(answerWithinMs, 'connecting', new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
    socket.connect();
  }));
}

/** The next event of this name, from now on. */
export async function next<Name extends EventName>(socket: SocketClient, name: Name, withinMs = answerWithinMs): Promise<Payload<Name>> {
  return within(withinMs, name, new Promise((resolve) => { socket.once(name, resolve as never); }));
}

/** Every event of this name, from now on. */
export function collect<Name extends EventName>(socket: SocketClient, name: Name): Payload<Name>[] {
  const collected: Payload<Name>[] = [];
  socket.on(name, ((payload: Payload<Name>) => { collected.push(payload); }) as never);
  return collected;
}
