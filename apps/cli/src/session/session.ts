import { Registries } from '../registry/registries.js';
import { Notices } from '../terminal/notices.js';
import { Output } from '../terminal/output.js';
import { openProgress, type Progress } from '../terminal/progress.js';
import type { RegistryOptions } from './common-options.js';
import { watchInterruptions } from './interruption.js';

/** What a running command works with. */
export class Session {
  /** Fires at Ctrl-C. */
  readonly signal: AbortSignal = watchInterruptions();
  readonly output: Output;
  readonly notices: Notices;
  readonly progress: Progress;
  readonly registries: Registries;

  constructor(options: RegistryOptions) {
    const isQuiet = options.quiet === true;
    this.output = new Output(process.stdout, options.output);
    this.progress = openProgress(process.stderr, { isQuiet, hasBars: options.progress !== false && !options.debug });
    this.notices = new Notices(process.stderr, isQuiet, this.progress);
    this.registries = new Registries(options, this.notices, this.signal);
  }

  /** For commands that change something and have no result: JSON if that was asked for, else words on standard error. */
  async report(value: unknown, words: string): Promise<void> {
    this.progress.end();
    if (this.output.format === 'json') await this.output.show(value, []);
    else this.notices.say(words);
  }

  end(): void {
    this.progress.end();
  }
}
