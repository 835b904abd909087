import { type DestinationStream, destination, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';
import { build as prettyStream } from 'pino-pretty';
import type { Configuration } from '../configuration/configuration-schema.js';
import { serializeError } from './serialize-error.js';

export type LogFormat = NonNullable<Configuration['logFormat']>;

export interface LogOptions {
  readonly level: Configuration['logLevel'];
  readonly format: LogFormat;
}

/** `pretty` for a person at a terminal, `json` for everything else, unless the configuration says. */
export function chooseLogFormat(configured: LogFormat | undefined): LogFormat {
  return configured ?? (process.stdout.isTTY ? 'pretty' : 'json');
}

/** The one log of a process. Its lines go to standard output, where whoever runs the process collects them. */
export function createLogger(
  { level, format }: LogOptions,
  output: DestinationStream = standardOutput(format),
): Logger {
  return pino(loggerOptions(level), output);
}

/** No secret is logged on purpose: `redact` is the net under that. */
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
 * JSON is written without waiting, a write at a time: a slow reader must not stop the event loop. Lines go some together,
 * since a system call costs more than a line, but no later than this, and no more than a pipe takes in one piece, because
 * workers share it.
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
