import { CommandError, UsageError } from '../failure/command-error.js';
import { ask } from './ask.js';

/**
 * Asks for confirmation of a deletion.
 * @throws UsageError without a terminal; CommandError if the answer is no
 */
export async function confirm(words: string, signal: AbortSignal): Promise<void> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true)
    throw new UsageError(`without a terminal, nobody can confirm to delete ${words}`, 'add --yes to delete it');
  const answer = await ask(`Delete ${words}? [y/N] `, { signal });
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError('nothing was deleted');
}
