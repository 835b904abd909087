/** Why a run could not be made: told in one line, without a stack trace. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
