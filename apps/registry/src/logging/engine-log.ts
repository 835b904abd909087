import type { EngineLog, LogValues } from '@lading/engine';
import type { Logger } from 'pino';

/** Passes what the engine logs to pino. */
export function engineLog(logger: Logger): EngineLog {
  const fieldsOf = ({ error, ...values }: LogValues = {}) => (error === undefined ? values : { ...values, err: error });
  return {
    info: (message, values) => logger.info(fieldsOf(values), message),
    warn: (message, values) => logger.warn(fieldsOf(values), message),
    error: (message, values) => logger.error(fieldsOf(values), message),
  };
}
