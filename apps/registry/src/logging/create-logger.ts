import { type DestinationStream, destination, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';
import { build as prettyStream } from 'pino-pretty';
import type { Configuration } from '../configuration/configuration-schema.js';
import type { LogFormat } from '../configuration/registry-configuration.js';
import { serializeError } from './serialize-error.js';

export interface LogOptions {
  readonly level: Configuration['logLevel'];
  readonly format: LogFormat;
}

/** The configured format; by default `pretty` on a terminal and `json` otherwise. */
export function chooseLogFormat(configured: LogFormat | undefined): LogFormat {
  return configured ?? (process.stdout.isTTY ? 'pretty' : 'json');
}

/** Creates the logger of a process, which writes to standard output. */
export function createLogger(
  { level, format }: LogOptions,
  output: DestinationStream = standardOutput(format),
): Logger {
  return pino(loggerOptions(level), output);
}

/** The code logs no secrets. `redact` removes a secret that gets into the log by mistake. */
function loggerOptions(level: Configuration['logLevel']): LoggerOptions {
  const secrets = ['authorization', 'cookie', 'password', 'databaseUrl', 'headers'];
  return {
    level,
    base: { pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: serializeError },
    redact: { paths: [...secrets, ...secrets.map((name) => `*.${name}`)], remove: true },
  };
}

/**
 * JSON lines are written asynchronously, because a slow reader must not block the event loop. Several lines are written
 * together, because a system call costs more than a line: after at most 100 milliseconds, and at most 4,096 bytes, which a
 * pipe accepts without mixing them with the lines of other workers.
 */
const gathered = { minLength: 3072, maxWrite: 4096, periodicFlush: 100 };

function standardOutput(format: LogFormat): DestinationStream {
  if (format === 'json') return destination({ fd: 1, sync: false, ...gathered });
  return prettyStream({
    destination: 1,
    sync: true,
    colorize: process.stdout.isTTY === true && !process.env.NO_COLOR,
    translateTime: 'HH:MM:ss',
    ignore: 'pid,signal,method,path,status,bytesIn,bytesOut,ms,requestId,remoteAddress,userAgent',
  });
}
