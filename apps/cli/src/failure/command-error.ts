import { type ExitCode, exitCodes } from './exit-code.js';

export interface CommandErrorOptions {
  readonly exitCode?: ExitCode;
  /** Advice for the user. */
  readonly nextStep?: string;
  readonly cause?: unknown;
}

/** A failure that the command itself found, with a message for the user. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  readonly exitCode: ExitCode;
  readonly nextStep: string | undefined;

  constructor(message: string, { exitCode = exitCodes.failed, nextStep, cause }: CommandErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCode;
    this.nextStep = nextStep;
  }
}

/** The command line is wrong, such as a malformed reference or options that exclude each other. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';

  constructor(message: string, nextStep?: string) {
    super(message, { exitCode: exitCodes.usage, ...(nextStep === undefined ? {} : { nextStep }) });
  }
}

/** The requested content does not exist. */
export class NotFoundError extends CommandError {
  override readonly name = 'NotFoundError';

  constructor(message: string, nextStep?: string) {
    super(message, { exitCode: exitCodes.notFound, ...(nextStep === undefined ? {} : { nextStep }) });
  }
}
