import { LiveProgress } from './live-progress.js';
import { PlainProgress } from './plain-progress.js';

/** What became of a piece of content. */
export type Outcome = 'copied' | 'mounted' | 'present' | 'skipped' | 'pushed' | 'pulled';

/** One piece of content on its way. */
export interface Transfer {
  /** Tells it from others: a digest or a path. */
  readonly name: string;
  /** In bytes; undefined where it is not known before. */
  readonly size: number | undefined;
}

/** Shows transfers on standard error. */
export interface Progress {
  move(transfer: Transfer, bytes: number): void;
  done(transfer: Transfer, outcome: Outcome): void;
  /** Writes a line for a person that stays, above what moves. */
  note(line: string): void;
  /** Nothing more comes: what moves is taken off the screen. */
  end(): void;
}

const silent = { move: () => undefined, done: () => undefined, end: () => undefined };

export interface ProgressOptions {
  readonly isQuiet: boolean;
  /** Whether bars were not switched off. */
  readonly hasBars: boolean;
}

/** Bars on a terminal; a line for each finished piece in a log; nothing where quiet was asked for. */
export function openProgress(
  stream: NodeJS.WriteStream,
  { isQuiet, hasBars }: ProgressOptions,
  environment: NodeJS.ProcessEnv = process.env,
): Progress {
  if (isQuiet) return { ...silent, note: (line) => void stream.write(`${line}\n`) };
  const isLive = stream.isTTY === true && environment.TERM !== 'dumb' && !environment.CI && hasBars;
  return isLive ? new LiveProgress(stream) : new PlainProgress(stream);
}
