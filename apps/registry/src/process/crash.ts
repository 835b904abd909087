import type { Logger } from 'pino';

/**
 * Ends the process after an uncaught error, because its state may be wrong. The supervisor of the process starts it again.
 */
export function endOnCrash(logger: Logger): void {
  const end = (error: unknown) => {
    logger.fatal({ err: error }, 'uncaught error: this process ends');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
