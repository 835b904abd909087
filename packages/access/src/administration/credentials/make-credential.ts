import type { CredentialRecord, CredentialScope } from '@lading/core';
import { AdministrationError } from '../administration-error.js';
import type { GrantedChange } from '../change/granted-change.js';
import { credentialOf, type NewCredential } from './credential.js';

const defaultLifeSeconds = 90 * 24 * 60 * 60;

/** A random secret, and the values that are stored of it. */
export interface NewSecret {
  readonly secret: string;
  readonly secretHash: string;
  /** Its last four characters. */
  readonly hint: string;
}

interface CredentialValues {
  readonly description: string;
  readonly scopes?: readonly CredentialScope[] | undefined;
  readonly expiresAt?: Date | undefined;
}

/** Stores a credential in a change. @throws AdministrationError `INVALID` if it is expired */
export async function makeCredential(
  change: GrantedChange,
  { owner, values, secret }: { owner: CredentialRecord['owner']; values: CredentialValues; secret: NewSecret },
): Promise<NewCredential> {
  const { expiresAt = defaultExpiry(change.now) } = values;
  if (expiresAt <= change.now)
    throw new AdministrationError('INVALID', 'expiresAt: must be in the future', 'expiresAt');
  const { secretHash, hint } = secret;
  const record = await change.records.credentials.insert({ ...values, owner, expiresAt, secretHash, hint });
  change.audit('credential.created', record.id, {
    owner,
    description: values.description,
    scopes: values.scopes,
    expiresAt,
  });
  return { credential: credentialOf(record), secret: secret.secret };
}

/** Revokes a credential in a change, once. */
export async function revokeCredential(change: GrantedChange, record: CredentialRecord): Promise<void> {
  if (record.revokedAt !== undefined) return;
  await change.records.credentials.replace({ ...record, revokedAt: change.now });
  change.audit('credential.revoked', record.id, { owner: record.owner });
}

/** The life of a credential without `expiresAt`. */
export function defaultExpiry(now: Date): Date {
  return new Date(now.getTime() + defaultLifeSeconds * 1000);
}
