import { Command } from 'commander';
import type { RegistryOptions } from '../options/common-options.js';
import type { Session } from './session.js';

/** Runs a command. Its module is loaded on demand, so that help and completion start fast. */
export type RunCommand<Arguments extends readonly (string | undefined)[], Options> = (
  session: Session,
  args: Arguments,
  options: Options & RegistryOptions,
) => Promise<void>;

/** Begins the definition of a command. Its help shows the example. */
export function defineCommand(name: string, description: string, example: string): Command {
  return new Command(name).description(description).addHelpText('after', `\nExample:\n  ${example}`);
}

/** Makes the action of a command: opens a session, runs the command, and restores the terminal. */
export function lazily<Arguments extends readonly (string | undefined)[], Options>(
  load: () => Promise<RunCommand<Arguments, Options>>,
): (this: Command) => Promise<void> {
  return async function (this: Command) {
    const [run, { Session: OpenSession }] = await Promise.all([load(), import('./session.js')]);
    const options = this.opts<Options & RegistryOptions>();
    const session = new OpenSession(options);
    try {
      await run(session, this.args as unknown as Arguments, options);
    } finally {
      session.end();
    }
  };
}

/** For options that may be repeated. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
