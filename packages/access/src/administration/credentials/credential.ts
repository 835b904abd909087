import type { CredentialRecord } from '@lading/core';

/** A credential as operations return it. */
export type Credential = Omit<CredentialRecord, 'secretHash'>;

/** A credential with its secret, which is not stored and is never shown again. */
export interface NewCredential {
  readonly credential: Credential;
  readonly secret: string;
}

export function credentialOf({ secretHash, ...record }: CredentialRecord): Credential {
  return record;
}
