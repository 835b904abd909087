import { visibleText } from '@lading/client';
import { interruptionOf } from '../session/interruption.js';
import { paint } from '../terminal/paint.js';
import { classifyFailure } from './classify-failure.js';
import { type ExitCode, exitCodes } from './exit-code.js';
import { nextStepFor } from './next-step.js';

/** Says on standard error what happened and what to do next. */
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
