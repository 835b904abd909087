import { CommandError, UsageError } from '../failure/command-error.js';
import { ask } from './ask.js';

/**
 * Asks a person before something is deleted.
 * @throws UsageError where nobody can be asked; CommandError if the answer is no
 */
export async function confirm(words: string, signal: AbortSignal): Promise<void> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true)
    throw new UsageError(`nobody can be asked whether to delete ${words}`, 'add --yes if that is meant');
  const answer = await ask(`Delete ${words}? [y/N] `, { signal });
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError('nothing was deleted');
}
