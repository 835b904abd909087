import { type ChildProcess, spawn } from 'node:child_process';
import { programOf } from '@lading/e2e/harness/paths';
import { CommandError, type EndedCommand, endOf, runToEnd } from '@lading/e2e/harness/run-command';

export const program = programOf('cli');

export interface Ended extends EndedCommand {
  /** Standard output, parsed. */
  json(): unknown;
}

export interface CommandOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Starts the built command as people do, with an environment that has nothing of the developer's in it. */
export function startCommand(args: readonly string[], { env, cwd }: CommandOptions = {}): ChildProcess {
  return spawn(process.execPath, [program, ...args], { env: environment(env), cwd, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Runs it to its end. */
export async function run(args: readonly string[], { input = '', env, cwd }: CommandOptions = {}): Promise<Ended> {
  return withJson(await runToEnd(process.execPath, [program, ...args], { input, env: environment(env), cwd }));
}

/** What a started command ended with. */
export async function ended(child: ChildProcess): Promise<Ended> {
  return withJson(await endOf(child));
}

/** Runs a command that must succeed. */
export async function succeed(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const result = await run(args, options);
  if (result.code !== 0) throw new CommandError(['lading', ...args], result);
  return result;
}

function environment(env: CommandOptions['env']): NodeJS.ProcessEnv {
  const { PATH, TMPDIR } = process.env;
  return { PATH, TMPDIR, HOME: '/nonexistent', ...env };
}

function withJson(result: EndedCommand): Ended {
  return { ...result, json: () => JSON.parse(result.stdout) as unknown };
}
