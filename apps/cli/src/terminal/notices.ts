import { visibleText } from '@lading/client';
import { paint } from './paint.js';
import type { Progress } from './progress.js';

/** Standard error, which gets notices for a person. */
export class Notices {
  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly isQuiet: boolean,
    private readonly progress: Pick<Progress, 'note'>,
  ) {}

  /** Prints a notice, unless `--quiet` is set. */
  say(text: string): void {
    if (!this.isQuiet) this.progress.note(text);
  }

  /** Prints what a person must do, even with `--quiet`. */
  require(text: string): void {
    this.progress.note(text);
  }

  warn(text: string): void {
    this.progress.note(`${paint('yellow', 'warning:', this.stream)} ${visibleText(text)}`);
  }
}
