import type { UserRecord } from '@lading/core';

/** A user as operations return it. */
export type User = Omit<UserRecord, 'passwordHash'> & { readonly hasPassword: boolean };

export function userOf({ passwordHash, ...record }: UserRecord): User {
  return { ...record, hasPassword: passwordHash !== undefined };
}
