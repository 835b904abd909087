import { LiveProgress } from './live-progress.js';
import { PlainProgress } from './plain-progress.js';
import type { Progress } from './progress.js';

const silent = { move: () => undefined, done: () => undefined, end: () => undefined };

export interface ProgressOptions {
  readonly isQuiet: boolean;
  /** Whether bars are allowed. */
  readonly hasBars: boolean;
}

/** Opens bars on a terminal, or a line for each finished transfer in a log. With `isQuiet`, shows only notes. */
export function openProgress(
  stream: NodeJS.WriteStream,
  { isQuiet, hasBars }: ProgressOptions,
  environment: NodeJS.ProcessEnv = process.env,
): Progress {
  if (isQuiet) return { ...silent, note: (line) => void stream.write(`${line}\n`) };
  const isLive = stream.isTTY === true && environment.TERM !== 'dumb' && !environment.CI && hasBars;
  return isLive ? new LiveProgress(stream) : new PlainProgress(stream);
}
