import type { TrustRule } from '@lading/core';

/** An identity provider through which people sign in (OpenID Connect Core 1.0). There is at most one provider for each issuer. */
export interface IdentityProvider {
  /** Its name in URLs and in the names of groups, such as `company`. */
  readonly name: string;
  /** Its name for people. */
  readonly title: string;
  /** The `iss` of its tokens. Its metadata is at this URL with `/.well-known/openid-configuration` appended. */
  readonly issuer: string;
  /** The id of the registry at the provider. */
  readonly clientId: string;
  /** The path of a file with the secret of the client. Absent for a public client. */
  readonly clientSecretFile?: string | undefined;
  readonly scopes: readonly string[];
  /** The claim from which the name of a new account is made. If it begins with a slash, it is a JSON pointer. */
  readonly nameClaim: string;
  /** The claim with the names of the user's groups. */
  readonly groupsClaim: string;
  /**
   * The group of the registry for each group of the provider. Other groups are ignored. If absent, all groups count, with the
   * name of the provider in front: `developers` becomes `company:developers`.
   */
  readonly groups?: Readonly<Record<string, string>> | undefined;
  /** Only people whose claims have these values may sign in. */
  readonly requiredClaims?: TrustRule['claims'] | undefined;
  /** Whether a person without an account gets one at the first sign-in. */
  readonly createsUsers: boolean;
  /** The path of a PEM file with the certificates of the provider's certificate authority. */
  readonly ca?: string | undefined;
  /** The private addresses that the provider may have: IP addresses and CIDR ranges. */
  readonly addresses?: readonly string[] | undefined;
}
