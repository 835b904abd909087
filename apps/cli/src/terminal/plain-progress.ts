import type { Outcome, Progress, Transfer } from './progress.js';
import { formatBytes } from './quantity.js';

/** Prints one line for each finished transfer, without escape codes, for logs. */
export class PlainProgress implements Progress {
  constructor(private readonly stream: NodeJS.WriteStream) {}

  move(): void {}

  done(transfer: Transfer, outcome: Outcome): void {
    this.stream.write(`${finishedLine(transfer, outcome)}\n`);
  }

  note(line: string): void {
    this.stream.write(`${line}\n`);
  }

  end(): void {}
}

/** `copied   sha256:…  12.3 MB` */
export function finishedLine({ name, size }: Transfer, outcome: Outcome): string {
  return `${outcome.padEnd(7)}  ${name}${size === undefined ? '' : `  ${formatBytes(size)}`}`;
}
