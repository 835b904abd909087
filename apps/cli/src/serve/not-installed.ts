import { CommandError } from '../failure/command-error.js';

/** The registry is an optional dependency, because copying images needs no server and no database. */
export function notInstalled(cause: unknown): CommandError {
  return new CommandError('the registry is not installed with this command', {
    nextStep: 'run: npx @lading/registry',
    cause,
  });
}
