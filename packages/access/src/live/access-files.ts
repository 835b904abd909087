import type { IdentityProvider } from '../identity-provider/identity-provider.js';
import type { PolicyRule } from '../policy/policy-rule.js';
import type { TrustEntry } from '../trust-rule/trust-entry.js';
import type { TrustedIssuer } from '../trust-rule/trusted-issuer.js';

/** The rules, groups, users and trust rules of files. They count like records, but only a change of the files changes them. */
export interface AccessFiles {
  /** The names of the users of the htpasswd file. */
  readonly users: ReadonlySet<string>;
  /**
   * The marks of the password of a user of the htpasswd file, the first one for new tokens and sessions; empty for others. If
   * absent, tokens and sessions do not end with a password of the file.
   */
  readonly marksOf?: ((user: string) => readonly string[]) | undefined;
  /** The names of the users of each group. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly rules: readonly PolicyRule[];
  /** Trust rules; none if absent. Their robots need no records. */
  readonly trusts?: readonly TrustEntry[] | undefined;
  readonly issuers?: readonly TrustedIssuer[] | undefined;
  readonly providers?: readonly IdentityProvider[] | undefined;
}
