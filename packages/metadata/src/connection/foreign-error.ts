/** An error of other code inside a transaction. It is never a failure of the connection, even if it has such a code. */
export class ForeignError extends Error {
  constructor(readonly thrown: unknown) {
    super('other code failed in the middle of a transaction');
  }
}
