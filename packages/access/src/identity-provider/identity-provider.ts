import type { TrustRule } from '@lading/core';

/** An identity provider by which people sign in (OpenID Connect Core 1.0). Each issuer has one provider at most. */
export interface IdentityProvider {
  /** Its name in URLs and in the names of groups, such as `company`. */
  readonly name: string;
  /** Its name for people. */
  readonly title: string;
  /** The `iss` of its tokens. Its metadata is at `/.well-known/openid-configuration` below. */
  readonly issuer: string;
  /** The id that it has given to the registry. */
  readonly clientId: string;
  /** The path of a file with the secret of the client. Absent for a public client. */
  readonly clientSecretFile?: string | undefined;
  readonly scopes: readonly string[];
  /** The claim that the account of a new user is named after. A name that begins with a slash is a JSON pointer. */
  readonly nameClaim: string;
  /** The claim with the names of the user's groups. */
  readonly groupsClaim: string;
  /**
   * The groups of the registry by groups of the provider; no others count. If absent, all count, and have the name of the provider
   * in front: `developers` is `company:developers`.
   */
  readonly groups?: Readonly<Record<string, string>> | undefined;
  /** Only people whose claims have these values may sign in. */
  readonly requiredClaims?: TrustRule['claims'] | undefined;
  /** Whether a person without an account gets one at the first sign-in. */
  readonly createsUsers: boolean;
  /** The path of the certificates of the provider's authority, in PEM form. */
  readonly ca?: string | undefined;
  /** The addresses of the provider that are not public, as IP addresses and CIDR ranges. */
  readonly addresses?: readonly string[] | undefined;
}
