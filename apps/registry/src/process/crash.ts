import type { Logger } from 'pino';

/**
 * Ends the process at an error that nobody caught, since its state can't be trusted any more: whoever started it starts
 * it again.
 */
export function endOnCrash(logger: Logger): void {
  const end = (error: unknown) => {
    logger.fatal({ err: error }, 'an error that nobody caught: this process ends');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
