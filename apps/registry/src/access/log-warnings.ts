import type { PolicyWarning } from '@lading/access';
import type { Logger } from 'pino';

/** Logs probable mistakes in the rules. */
export function logWarnings(warnings: readonly PolicyWarning[], logger: Logger): void {
  for (const { rule, message } of warnings) logger.warn(rule === undefined ? {} : { rule }, message);
}
