import type { Logger } from '../observability/logger.js';

/** How long a process may take from the first signal to its end before it is cut off; in milliseconds. */
export const shutdownDeadlineMs = 12_000;

/** Conventional exit status (sysexits.h) for a configuration that cannot be used: a supervisor need not try again. */
export const exitBadConfiguration = 78;

/**
 * Runs `close` once on SIGTERM, SIGINT, or when the launcher that forked this process is gone, then exits: 0 when it came through
 * within {@link shutdownDeadlineMs}, else 1.
 */
export function closeOnSignal(logger: Logger, close: () => Promise<void>): void {
  let closing = false;
  const shutdown = (reason: string) => {
    if (closing) return;
    closing = true;
    logger.info({ reason }, 'draining');
    const deadline = setTimeout(() => {
      logger.error('could not drain in time');
      exit(logger, 1);
    }, shutdownDeadlineMs);
    close().then(
      () => {
        clearTimeout(deadline);
        logger.info('stopped');
        exit(logger, 0);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'could not drain');
        exit(logger, 1);
      },
    );
  };
  process.on('SIGTERM', () => { shutdown('SIGTERM'); });
  process.on('SIGINT', () => { shutdown('SIGINT'); });
  process.on('disconnect', () => { shutdown('the launcher is gone'); });
}

/** Ends the process on what nobody caught: its state is unknown, and a supervisor starts a clean one. */
export function exitOnUncaught(logger: Logger): void {
  const die = (error: unknown) => {
    logger.fatal({ err: error }, 'uncaught');
    exit(logger, 1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}

/** Tells the launcher, when there is one, that this process serves. */
export function announceReady(): void {
  process.send?.('ready');
}

function exit(logger: Logger, status: number): void {
  logger.flush();
  process.exit(status);
}
