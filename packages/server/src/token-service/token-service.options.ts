import type { LiveAccess, RefreshTokens, SignIn, TokenService, TokenVerifier, Workloads } from '@lading/access';

/** Signs clients in and makes tokens. The `Access` of `@lading/access` has all of these members. */
export interface TokenServiceAccess {
  readonly signIn: SignIn;
  /** A token service. With tokens of another issuer, there is none, and the start fails. */
  readonly tokens: TokenService | TokenVerifier;
  /** If absent, no client gets a refresh token. */
  readonly refreshTokens?: RefreshTokens | undefined;
  /** Decides whether anonymous clients get a token: only if they may do something. If absent, they always get one. */
  readonly live?: LiveAccess | undefined;
  /** Exchanges tokens of workloads. If absent, the endpoint exchanges none. */
  readonly workloads?: Pick<Workloads, 'exchange'> | undefined;
}

export interface TokenServiceOptions {
  readonly access: TokenServiceAccess;
}
