/** How to read the keys of an issuer that has no discovery document at a public address (OpenID Connect Discovery 1.0). */
export interface TrustedIssuer {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** The path of a JWK set (RFC 7517). If present, the issuer is never asked. */
  readonly jwks?: string | undefined;
  /** The URL of its JWK set. If present, the discovery document is not read. */
  readonly jwksUrl?: string | undefined;
  /** The path of the certificates of the issuer's authority, in PEM form. */
  readonly ca?: string | undefined;
  /** The path of a bearer token that is sent to the issuer. The file is read whenever the keys are. */
  readonly bearerFile?: string | undefined;
  /** The addresses of the issuer that are not public, as IP addresses and CIDR ranges. */
  readonly addresses?: readonly string[] | undefined;
}
