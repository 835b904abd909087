import { type ChildProcess, spawn } from 'node:child_process';
import { programOf } from './paths.js';
import { type CommandOptions, type CommandOutput, type EndedCommand, runCommand, runToEnd } from './run-command.js';

const program = programOf('cli');

/** The command `lading` with a home of its own. */
export interface LadingCommand {
  run(parameters: readonly string[], options?: CommandOptions): Promise<CommandOutput>;
  /** Runs it. Resolves to its trimmed output. */
  text(...parameters: readonly string[]): Promise<string>;
  /** Runs it with `--output json`. Resolves to the parsed output, whose type the caller vouches for. */
  json<Value>(...parameters: readonly string[]): Promise<Value>;
  /** Runs it to its end. It does not reject because of the exit code. */
  end(...parameters: readonly string[]): Promise<EndedCommand>;
  /** Starts it, to be killed. */
  start(...parameters: readonly string[]): ChildProcess;
}

/**
 * The built command.
 * @param home has its settings, so nothing of this machine's user is read or changed
 */
export function createLading(home: string): LadingCommand {
  const env = { PATH: process.env.PATH, HOME: home };
  const run: LadingCommand['run'] = (parameters, options = {}) =>
    runCommand(process.execPath, [program, ...parameters], {
      seconds: 600,
      ...options,
      env: { ...env, ...options.env },
    });
  return {
    run,
    text: async (...parameters) => (await run(parameters)).stdout.trim(),
    async json<Value>(...parameters: readonly string[]) {
      return JSON.parse((await run([...parameters, '--output', 'json'])).stdout) as Value;
    },
    end: (...parameters) => runToEnd(process.execPath, [program, ...parameters], { seconds: 600, env }),
    start: (...parameters) => spawn(process.execPath, [program, ...parameters], { env, stdio: 'ignore' }),
  };
}
