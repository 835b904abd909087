/** An access file with faults. */
export class AccessFileError extends Error {
  override readonly name = 'AccessFileError';

  /** @param faults each with the key and the value, such as `access.rules[2].where[0]: "Team" must be a pattern` */
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}
