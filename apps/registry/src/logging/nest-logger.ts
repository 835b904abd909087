import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** The query of a URL in a text: it may hold a secret. */
const query = /(\/[^\s?]*)\?[^\s)]*/g;

type Level = 'debug' | 'error' | 'fatal' | 'trace' | 'warn';

/** Passes what Nest, and what is written for Nest, logs to pino. Nest's own routine is of use for debugging only. */
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

  /** Nest gives the context last, and before it a stack or an error. */
  #write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const context = rest.at(-1);
    const error = [message, ...rest].find((item) => item instanceof Error);
    const stack = rest.slice(0, -1).find((item) => typeof item === 'string');
    const text = message instanceof Error ? message.message : String(message);
    const fields = {
      ...(typeof context === 'string' ? { context } : {}),
      ...(error === undefined ? {} : { err: error }),
      ...(error === undefined && stack !== undefined ? { stack } : {}),
    };
    this.#logger[level](fields, text.replace(query, '$1?…'));
  }
}
