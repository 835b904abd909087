import { watchInterruptions } from '../failure/interruption.js';
import type { RegistryOptions } from '../options/common-options.js';
import { Registries } from '../registry/registries.js';
import { Notices } from '../terminal/notices.js';
import { openProgress } from '../terminal/open-progress.js';
import { Output } from '../terminal/output.js';
import type { Progress } from '../terminal/progress.js';

/** The state of a running command. */
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

  /** Reports a change that has no result: as JSON on standard output, or as text on standard error. */
  async report(value: unknown, words: string): Promise<void> {
    this.progress.end();
    if (this.output.format === 'json') await this.output.show(value, []);
    else this.notices.say(words);
  }

  end(): void {
    this.progress.end();
  }
}
