/** No sealing key of this process opens a signing key that may sign. */
export class SealingKeyError extends Error {
  override readonly name = 'SealingKeyError';
  readonly code = 'SEALING_KEY_MISMATCH';

  constructor(readonly kid: string) {
    super(cannotOpen(kid));
  }
}

export function cannotOpen(kid: string): string {
  return `no sealing key opens the signing key ${kid}: add the key that has sealed it to the sealing keys, or drop the signing key`;
}
