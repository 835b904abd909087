import type { UserIdentity, UserRecord } from '@lading/core';
import { z } from 'zod';
import type { IdentityProvider } from '../../identity-provider/identity-provider.js';
import { providerGroupsOf } from '../../identity-provider/provider-groups.js';
import { type Claims, claimOf, hasValue } from '../../trust-rule/claim.js';
import { accountNameOf } from './account-name-of.js';

/** The claims about a person that the record of a user contains. */
export interface Person extends Pick<UserRecord, 'displayName' | 'email'> {
  readonly identity: UserIdentity;
  /** The name that the account should have. */
  readonly name: string;
  readonly providerGroups: readonly string[];
}

/** At most 255 characters (OpenID Connect Core 1.0, section 2). */
const subject = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,255}$/u);
const displayName = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,255}$/u);
const email = z.email().max(254);

/** @returns undefined if the claims have no usable subject */
export function personOf(provider: IdentityProvider, claims: Claims): Person | undefined {
  const found = subject.safeParse(claims.sub);
  if (!found.success) return undefined;
  return {
    identity: { issuer: provider.issuer, subject: found.data },
    name: accountNameOf(claimOf(claims, provider.nameClaim)),
    displayName: displayName.safeParse(claims.name).data,
    email: email.safeParse(claims.email).data,
    providerGroups: providerGroupsOf(provider, claims),
  };
}

/** Whether a person with these claims may sign in. */
export function isLetIn({ requiredClaims = {} }: Pick<IdentityProvider, 'requiredClaims'>, claims: Claims): boolean {
  return Object.entries(requiredClaims).every(([name, values]) => hasValue(claimOf(claims, name), values));
}
