import { fileURLToPath } from 'node:url';
import { runCommand } from '@lading/e2e/harness/run-command';
import type { Server } from '../subjects/server-process.js';

const program = fileURLToPath(new URL('run-crowd.js', import.meta.url));

/** The result of a crowd of sign-ins. */
export interface CrowdFigures {
  readonly limited: number;
  /** The time until the last answer. */
  readonly seconds: number;
}

/**
 * Lets 200 clients sign in at once from 200 addresses, in a separate process. Their names are unknown, which is the most expensive
 * case: each costs one hash of each kind, and no verdict is remembered.
 */
export async function signInAtOnce({ port }: Server, round: number): Promise<CrowdFigures> {
  const { stdout } = await runCommand(process.execPath, [program, String(port), String(round)], { seconds: 120 });
  return JSON.parse(stdout) as CrowdFigures;
}
