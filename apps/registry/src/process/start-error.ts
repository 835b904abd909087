/** Why the registry can't start, in one line for the person who starts it. No restart mends it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
