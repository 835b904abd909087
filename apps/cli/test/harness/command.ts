import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output, parsed. */
  json(): unknown;
}

export interface CommandOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Starts the built command as people do, with an environment that has nothing of the developer's in it. */
export function startCommand(args: readonly string[], { env = {}, cwd }: CommandOptions = {}): ChildProcess {
  const { PATH, TMPDIR } = process.env;
  return spawn(process.execPath, [program, ...args], {
    env: { PATH, TMPDIR, HOME: '/nonexistent', ...env },
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Runs it to its end. */
export async function run(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const child = startCommand(args, options);
  child.stdin?.on('error', () => undefined).end(options.input ?? '');
  return ended(child);
}

/** What a started command ended with. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the streams of the command are not piped');
  const [out, err, [code]] = await Promise.all([buffer(stdout), buffer(stderr), once(child, 'close')]);
  const text = out.toString('utf8');
  return { code: code as number | null, stdout: text, stderr: err.toString('utf8'), json: () => JSON.parse(text) };
}

/** Runs what has to succeed. */
export async function succeed(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const result = await run(args, options);
  if (result.code !== 0) throw new Error(`lading ${args.join(' ')} ended with ${result.code}:\n${result.stderr}`);
  return result;
}
