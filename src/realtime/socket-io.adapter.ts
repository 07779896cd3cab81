import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Redis } from 'ioredis';
import type { Server, ServerOptions } from 'socket.io';
import { processTime, requestIdOf } from '../platform/http/traced-response.js';
import type { Config } from '../platform/config/config.js';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { connectStreams, socketOptions, streamsAdapter } from './socket-server.js';

/** socket.io on Nest's HTTP server, its processes joined through Redis streams. */
export class SocketIoAdapter extends IoAdapter {
  private readonly redis: Redis;

  constructor(app: INestApplicationContext, private readonly config: Config) {
    super(app);
    const logger = app.get<Logger>(LOGGER);
    this.redis = connectStreams(config.REDIS_URL, (error) => { logger.warn({ err: error }, 'Redis connection of the sockets'); });
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server = super.createIOServer(port, {
      ...options,
      ...socketOptions,
      cors: { origin: this.config.CORS_ORIGINS },
    } as ServerOptions);
    server.adapter(streamsAdapter(this.redis));
    // The answer to a WebSocket upgrade is written by the engine, past our response class.
    server.engine.on('headers', (headers: Record<string, string>, request: Parameters<typeof requestIdOf>[0]) => {
      if (request.headers.upgrade === undefined) return;
      headers['X-Request-Id'] = requestIdOf(request);
      headers['X-Process-Time'] = processTime(performance.now());
    });
    return server;
  }

  override async dispose(): Promise<void> {
    await super.dispose();
    this.redis.disconnect();
  }
}
