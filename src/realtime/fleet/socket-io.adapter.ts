import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Request } from 'express';
import type { ServerOptions } from 'socket.io';
import { CodedError } from '../../contracts/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { toCodedError } from '../../platform/http/problems/problem.js';
import { sentBy } from '../../platform/http/routes/sender.js';
import { processTime } from '../../platform/http/server/traced-response.js';
import { AddressLimit } from '../../platform/limits/address-limit.js';
import { LOGGER, type Logger } from '../../platform/observability/logger.js';
import { guardEngine } from '../limits/engine-gate.js';
import { type RealtimeServer, type RealtimeSocket, socketOptions } from './socket-server.js';
import { Streams } from './streams.js';
import { handshakeId, rememberVisitors } from '../visitors.js';

/** socket.io on Nest's HTTP server, its processes joined through Redis streams. */
export class SocketIoAdapter extends IoAdapter {
  private readonly config: Config;
  private readonly limit: AddressLimit;
  private readonly streams: Streams;
  private readonly log: Logger;
  private server: RealtimeServer | undefined;

  constructor(app: INestApplicationContext) {
    super(app);
    this.config = app.get<Config>(CONFIG);
    this.limit = app.get(AddressLimit);
    this.streams = app.get(Streams);
    this.log = app.get<Logger>(LOGGER);
  }

  override createIOServer(port: number, options?: ServerOptions): RealtimeServer {
    const server = super.createIOServer(port, {
      ...options,
      ...socketOptions(this.config),
      cors: { origin: this.config.CORS_ORIGINS },
    } as ServerOptions) as RealtimeServer;
    this.streams.join(server);
    rememberVisitors(server);
    guardEngine(server, (request) => this.refusalOf(request));
    server.engine.on('headers', (headers: Record<string, string>, request: Parameters<typeof handshakeId>[0]) => {
      const id = handshakeId(request);
      // The answer to a WebSocket upgrade is written by the engine, past our response class.
      if (request.headers.upgrade === undefined) return;
      headers['X-Request-Id'] = id;
      headers['X-Process-Time'] = processTime(performance.now());
    });
    this.server = server;
    return server;
  }

  /**
   * Packets are answered by dispatch.ts, and who wants to know of a socket's end listens to it: Nest's own listeners, for each gateway and socket,
   * weigh a quarter of a socket.
   */
  override bindMessageHandlers(): void {
    return;
  }

  override bindClientDisconnect(): void {
    return;
  }

  override async dispose(): Promise<void> {
    await super.dispose();
    if (this.server) await this.streams.close(this.server);
  }

  private refusalOf(request: RealtimeSocket['request']): CodedError | undefined {
    try {
      return this.originRefusal(request) ?? this.limit.refusalOf(request);
    } catch (error) {
      this.log.error({ err: error, requestId: handshakeId(request) }, 'a handshake could not be examined');
      return toCodedError(error);
    }
  }

  /** Browsers ask no leave for a WebSocket: any page could open one in its visitor's name. Programs name no origin. */
  private originRefusal(request: Pick<Request, 'headers'>): CodedError | undefined {
    const { CORS_ORIGINS, PUBLIC_URL } = this.config;
    if (sentBy(request, new URL(PUBLIC_URL)) !== 'others' || CORS_ORIGINS.includes(request.headers.origin ?? '')) return undefined;
    return new CodedError('FORBIDDEN', 'Sockets are for pages of this service, and of the origins that CORS_ORIGINS names.');
  }
}
