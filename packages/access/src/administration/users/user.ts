import type { UserRecord } from '@lading/core';
import { AdministrationError } from '../administration-error.js';

/** A user as operations return it. */
export type User = Omit<UserRecord, 'passwordHash'> & { readonly hasPassword: boolean };

export function userOf({ passwordHash, ...record }: UserRecord): User {
  return { ...record, hasPassword: passwordHash !== undefined };
}

/** @throws AdministrationError `READ_ONLY` for a user who signs in through an identity provider */
export function requireOwnPassword({ name, identity }: Pick<UserRecord, 'name' | 'identity'>): void {
  if (identity !== undefined)
    throw new AdministrationError(
      'READ_ONLY',
      `${name} signs in through an identity provider, and has no password here`,
    );
}
