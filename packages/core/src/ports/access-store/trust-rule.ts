import type { CredentialScope } from './access-rule.js';

/**
 * The values that a claim may have: one value, one of several, or any value that a glob matches. In a glob, `*` stands for any
 * characters except a slash. Outside a glob, `*` has no special meaning.
 */
export type ClaimValues = string | readonly string[] | { readonly glob: string };

/** The public keys of an issuer (RFC 7517). */
export interface PublicKeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Lets workloads sign in as a robot, by tokens that their platform issues. A token matches if it has this issuer, this audience,
 * and one of the values of each claim.
 */
export interface TrustRule {
  /** The `iss` of the tokens: an https URL, or an http URL of this machine. */
  readonly issuer: string;
  /** The `aud` of the tokens, or one of its items if it is a list. */
  readonly audience: string;
  /** At least one. A name that begins with a slash is a JSON pointer (RFC 6901) to a nested claim. */
  readonly claims: Readonly<Record<string, ClaimValues>>;
  /** The name of the robot. */
  readonly robot: string;
  /** Limit the rights of the robot for these workloads; not limited if absent. */
  readonly scopes?: readonly CredentialScope[] | undefined;
  /**
   * How long a workload may act after the `iat` of its token: with the token itself, with a token of the registry, or with an
   * exchanged secret.
   */
  readonly maximumSeconds: number;
  /** The keys of the issuer. If absent, they are read from the issuer. */
  readonly jwks?: PublicKeySet | undefined;
}
