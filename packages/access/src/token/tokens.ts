import type { AccessScope, Identity, NamedIdentity } from '@lading/core';

export interface TokenRequest {
  readonly identity: Identity;
  /** The IP address of the client. */
  readonly address: string;
  /** Scopes in the words of Docker's token protocol, such as `repository:team/app:pull,push`. Unknown ones are ignored. */
  readonly scopes: readonly string[];
  /** The longest life of the token; not limited further if absent. */
  readonly longestSeconds?: number | undefined;
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
  /** The requested scopes that the rules allow to the identity now. */
  readonly access: readonly AccessScope[];
}

export type TokenOutcome =
  | { readonly outcome: 'valid'; readonly identity: Identity; readonly access: readonly AccessScope[] }
  | {
      readonly outcome: 'invalid';
      /** The owner of a token of our own that has not expired: the account was disabled, or the credential revoked. */
      readonly owner?: NamedIdentity | undefined;
    };

/** Verifies a bearer token: of our own token service, or of an external issuer. */
export interface TokenVerifier {
  verify(token: string): TokenOutcome | Promise<TokenOutcome>;
}

/** Our own token service. */
export interface TokenService extends TokenVerifier {
  /** The name of the registry that tokens are for, as `service` in challenges and `aud` in tokens. */
  readonly service: string;
  issue(request: TokenRequest): Promise<IssuedToken>;
  /** The public keys that verify its tokens, as a JWK set (RFC 7517). */
  publicKeys(): Promise<{ readonly keys: readonly Readonly<Record<string, unknown>>[] }>;
}
