/** Why no submission was prepared: every reason, one sentence each. */
export class CertificationError extends Error {
  override readonly name = 'CertificationError';

  constructor(readonly reasons: readonly string[]) {
    super(reasons.join('; '));
  }
}
