/** The registry cannot start or continue now, for a reason in one line. Another start may succeed. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
