import { visibleText } from '@lading/client';
import { classifyFailure } from './failure/classify-failure.js';
import { type ExitCode, exitCodes } from './failure/exit-code.js';
import { interruptionOf } from './failure/interruption.js';
import { nextStepFor } from './failure/next-step.js';
import { paint } from './terminal/paint.js';

/** Prints a failure and the next step on standard error, and returns the exit code. */
export function reportFailure(error: unknown, { isDebugging }: { readonly isDebugging: boolean }): ExitCode {
  if (interruptionOf(error) !== undefined) {
    process.stderr.write('lading: interrupted\n');
    return exitCodes.interrupted;
  }
  const message = visibleText(error instanceof Error ? error.message : String(error), 2000);
  process.stderr.write(`${paint('red', 'lading:', process.stderr)} ${message}\n`);
  const nextStep = nextStepFor(error);
  if (nextStep !== undefined) process.stderr.write(`  ${paint('bold', 'next:', process.stderr)} ${nextStep}\n`);
  if (isDebugging && error instanceof Error) process.stderr.write(`${stackOf(error)}\n`);
  return classifyFailure(error);
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
