import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

export interface CommandOptions {
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** The time limit; 120 s if absent. */
  readonly seconds?: number | undefined;
  /** Written to its standard input. */
  readonly input?: string | Uint8Array | undefined;
  /** Receives its standard output, which is otherwise returned. */
  readonly stdoutFile?: string | undefined;
}

export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program ended: with an exit code, or by a signal. */
export interface EndedCommand extends CommandOutput {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that failed. `message` has the end of its output. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly ended: EndedCommand;

  constructor(command: readonly string[], ended: EndedCommand) {
    const end = `${ended.stdout}${ended.stderr}`.slice(-1500);
    super(`${command.join(' ')}\nended with ${ended.signal ?? ended.code}:\n${end}`);
    this.ended = ended;
  }
}

/**
 * Runs a program to its end and returns its output.
 * @throws {CommandError} if it ends with another code than 0 or takes longer than `seconds`
 */
export async function runCommand(
  program: string,
  parameters: readonly string[],
  options: CommandOptions = {},
): Promise<CommandOutput> {
  const ended = await runToEnd(program, parameters, options);
  if (ended.code !== 0) throw new CommandError([program, ...parameters], ended);
  return ended;
}

/** Runs a program to its end. It does not reject because of the exit code. After `seconds` it is killed. */
export async function runToEnd(
  program: string,
  parameters: readonly string[],
  { seconds = 120, stdoutFile, input, cwd, env }: CommandOptions = {},
): Promise<EndedCommand> {
  // Some programs behave differently if their input is a pipe.
  const stdin = input === undefined ? 'ignore' : 'pipe';
  const child = spawn(program, parameters, { cwd, env, stdio: [stdin, 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
  // A program that does not read its input closes the pipe.
  child.stdin?.on('error', () => {}).end(input);
  return endOf(child, stdoutFile).finally(() => clearTimeout(timer));
}

/** Waits for the end of a program whose outputs are piped. With `stdoutFile`, its standard output goes there. */
export async function endOf(child: ChildProcess, stdoutFile?: string): Promise<EndedCommand> {
  if (child.stdout === null || child.stderr === null) throw new Error('the outputs of the program are not piped');
  const [stdout, stderr, [code, signal]] = await Promise.all([
    stdoutFile === undefined ? text(child.stdout) : save(child.stdout, stdoutFile),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
  ]);
  return { stdout, stderr, code, signal };
}

async function save(stream: Readable, file: string): Promise<string> {
  await pipeline(stream, createWriteStream(file));
  return '';
}
