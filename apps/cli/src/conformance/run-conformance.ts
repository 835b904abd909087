import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { exitCodes } from '../failure/exit-code.js';

/**
 * Runs the command of `@lading/conformance` with the arguments that were given.
 * @returns its exit code
 */
export async function runConformance(args: readonly string[]): Promise<number> {
  const manifest = new URL(import.meta.resolve('@lading/conformance/package.json'));
  const { bin } = JSON.parse(await readFile(manifest, 'utf8')) as { bin: Record<string, string> };
  const program = fileURLToPath(new URL(bin['lading-conformance'] ?? '', manifest));
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both: the one who works decides how to end.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.kill(name));
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? exitCodes.interrupted;
}
