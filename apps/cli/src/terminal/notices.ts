import { visibleText } from '@lading/client';
import { paint } from './paint.js';

/** Standard error: what a person may want to know besides the result. */
export class Notices {
  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly isQuiet: boolean,
  ) {}

  /** Left out where the person asked for quiet. */
  say(text: string): void {
    if (!this.isQuiet) this.stream.write(`${text}\n`);
  }

  warn(text: string): void {
    this.stream.write(`${paint('yellow', 'warning:', this.stream)} ${visibleText(text)}\n`);
  }
}
