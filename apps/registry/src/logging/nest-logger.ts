import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** The query of a URL in a text, which may contain a secret. */
const query = /(\/[^\s?]*)\?[^\s)]*/g;

type Level = 'debug' | 'error' | 'fatal' | 'trace' | 'warn';

/** Passes the log lines of Nest and its modules to pino. Lines of level `log` are useful only for debugging. */
export class NestLogger implements LoggerService {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }

  /** In the arguments of Nest, the context is last, after a stack or an error. A message may also be an object with fields. */
  #write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const context = rest.at(-1);
    const { text, values, error = rest.find((item) => item instanceof Error) } = readMessage(message);
    const stack = rest.slice(0, -1).find((item) => typeof item === 'string');
    const fields = {
      ...values,
      ...(typeof context === 'string' ? { context } : {}),
      ...(error === undefined ? {} : { err: error }),
      ...(error === undefined && stack !== undefined ? { stack } : {}),
    };
    this.#logger[level](fields, text.replace(query, '$1?…'));
  }
}

/** A message of Nest in its parts. */
interface NestMessage {
  readonly text: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly error?: unknown;
}

function readMessage(given: unknown): NestMessage {
  if (given instanceof Error) return { text: given.message, error: given };
  if (typeof given !== 'object' || given === null || !('message' in given)) return { text: String(given) };
  const { message, error, ...values } = given as { readonly message: unknown; readonly error?: unknown };
  return { text: String(message), values, error };
}
