import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { EndedSessions } from '../../auth/sessions/ended-sessions.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { LOGGER, type Logger } from '../../platform/observability/logger.js';
import { Streams } from './streams.js';

/** What joins an API process's sockets to those of the others. A lost connection is not recovered once its token or its session is over. */
@Module({
  imports: [AuthModule],
  providers: [
    {
      provide: Streams,
      inject: [CONFIG, LOGGER, EndedSessions],
      useFactory: ({ REDIS_URL, SOCKET_RECOVERY_ENTRIES, SOCKET_RECOVERY_SECONDS }: Config, logger: Logger, ended: EndedSessions) =>
        new Streams(REDIS_URL, {
          logger,
          of: 'the sockets',
          keptEntries: SOCKET_RECOVERY_ENTRIES,
          recovery: {
            lifeMs: SOCKET_RECOVERY_SECONDS * 1000,
            mayRecover: ({ principal }) => !principal || (principal.expiresAt * 1000 > Date.now() && !ended.has(principal.sessionId)),
          },
        }),
    },
  ],
  exports: [Streams],
})
export class StreamsModule {}
