import { createInterface } from 'node:readline/promises';
import { CommandError, UsageError } from '../failure/command-error.js';

/**
 * Asks a person before something is deleted.
 * @throws UsageError where nobody can be asked; CommandError if the answer is no
 */
export async function confirm(words: string): Promise<void> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true)
    throw new UsageError(`nobody can be asked whether to delete ${words}`, 'add --yes if that is meant');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Delete ${words}? [y/N] `).finally(() => terminal.close());
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError('nothing was deleted');
}
