import { checkOptions, type OptionRules } from '@lading/core';
import { isKeyUrl, notKeyUrl } from '../key-set/key-url.js';

/** Tokens of another issuer, as Distribution takes them by `auth.token`. At least one source of keys is needed. */
export interface ExternalIssuerOptions {
  /** The URL of the token endpoint, for challenges. */
  readonly realm: string;
  /** The name of this registry: `service` in challenges and `aud` in tokens. */
  readonly service: string;
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** The path of a PEM file: certificates, which are also roots for chains in tokens, and public keys. */
  readonly rootCertBundle?: string | undefined;
  /** The path of a JWK set (RFC 7517). */
  readonly jwks?: string | undefined;
  /** The URL of a JWK set, with https, or with http on this machine. */
  readonly jwksUrl?: string | undefined;
  /** The algorithms that tokens may be signed with; all asymmetric ones if absent. */
  readonly signingAlgorithms?: readonly string[] | undefined;
}

/** The asymmetric algorithms of RFC 7518 and RFC 8037. With a symmetric one, each verifier could also sign tokens. */
export const asymmetricAlgorithms: readonly string[] = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

const rules = {
  realm: 'non-empty string',
  service: 'non-empty string',
  issuer: 'non-empty string',
  rootCertBundle: 'non-empty string?',
  jwks: 'non-empty string?',
  jwksUrl: 'non-empty string?',
  signingAlgorithms: 'array?',
} as const satisfies OptionRules<ExternalIssuerOptions>;

/** @throws TypeError that names the option */
export function checkExternalIssuer(options: ExternalIssuerOptions): void {
  checkOptions('external', options, rules);
  const { realm, rootCertBundle, jwks, jwksUrl, signingAlgorithms = asymmetricAlgorithms } = options;
  if (!URL.canParse(realm) || !/^https?:$/.test(new URL(realm).protocol))
    throw new TypeError('external: realm must be a URL with http or https');
  if ((rootCertBundle ?? jwks ?? jwksUrl) === undefined)
    throw new TypeError('external: one of rootCertBundle, jwks and jwksUrl is needed');
  if (jwksUrl !== undefined && !isKeyUrl(jwksUrl)) throw new TypeError(`external: jwksUrl ${notKeyUrl}`);
  if (signingAlgorithms.length === 0 || signingAlgorithms.some((each) => !asymmetricAlgorithms.includes(each)))
    throw new TypeError(`external: signingAlgorithms must be some of ${asymmetricAlgorithms.join(', ')}`);
}
