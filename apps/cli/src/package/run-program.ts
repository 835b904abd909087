import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { exitCodes } from '../failure/exit-code.js';

export interface Program {
  /** The installed package that has the program. */
  readonly packageName: string;
  /** Its name in `bin`. */
  readonly name: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Runs a program of another package with these arguments.
 * @returns its exit code
 */
export async function runProgram(
  { packageName, name, environment }: Program,
  args: readonly string[],
): Promise<number> {
  const manifest = new URL(import.meta.resolve(`${packageName}/package.json`));
  const { bin } = JSON.parse(await readFile(manifest, 'utf8')) as { bin: Record<string, string> };
  const program = fileURLToPath(new URL(bin[name] ?? '', manifest));
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit', env: environment });
  // A terminal sends Ctrl-C to both processes. The child decides how to end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? exitCodes.interrupted;
}
