import { classifyFailure } from '../failure/classify-failure.js';
import { CommandError } from '../failure/command-error.js';
import { exitCodes } from '../failure/exit-code.js';
import { nextStepFor } from '../failure/next-step.js';

/** A reference that could not be copied, and the reason. */
export interface Failure {
  readonly reference: string;
  readonly reason: string;
  readonly error: unknown;
}

/** Creates the error of a sync with failures. It advises another run only if that may help. */
export function failureOfSync(failures: readonly Failure[]): CommandError {
  const isTemporary = failures.some(({ error }) => {
    const code = classifyFailure(error);
    return code === exitCodes.unreachable || code === exitCodes.rateLimited;
  });
  const nextStep = isTemporary
    ? 'run it again: content that was copied is not sent again'
    : nextStepFor(failures[0]?.error);
  const message = `${failures.length} could not be copied`;
  return new CommandError(message, nextStep === undefined ? {} : { nextStep });
}
