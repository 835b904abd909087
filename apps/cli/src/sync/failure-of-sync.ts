import { classifyFailure } from '../failure/classify-failure.js';
import { CommandError } from '../failure/command-error.js';
import { exitCodes } from '../failure/exit-code.js';
import { nextStepFor } from '../failure/next-step.js';

/** What could not be copied, and why. */
export interface Failure {
  readonly reference: string;
  readonly reason: string;
  readonly error: unknown;
}

/** Makes the error that a sync with failures ends with. It advises to run it again only if that may help. */
export function failureOfSync(failures: readonly Failure[]): CommandError {
  const isTemporary = failures.some(({ error }) => {
    const code = classifyFailure(error);
    return code === exitCodes.unreachable || code === exitCodes.rateLimited;
  });
  const nextStep = isTemporary
    ? 'run it again: what is there already is not sent again'
    : nextStepFor(failures[0]?.error);
  const message = `${failures.length} could not be copied`;
  return new CommandError(message, nextStep === undefined ? {} : { nextStep });
}
