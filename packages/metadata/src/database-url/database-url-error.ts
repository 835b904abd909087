/** What is wrong with a database URL, in words that never hold the password. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError';
}
