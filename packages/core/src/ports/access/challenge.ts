import type { AccessScope } from './access-scope.js';

/** How a client can authenticate: the scheme and its parameters, such as `Basic` and `{ realm: 'registry' }` (AUTH-03). */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A request that is answered with a challenge. */
export interface ChallengedRequest {
  /** The scopes that the request needs. Empty for `GET /v2/` (AUTH-02). */
  readonly scopes: readonly AccessScope[];
  /**
   * `missing`: the request has no credentials for this authenticator. `rejected`: this authenticator has rejected them.
   * `insufficient`: this authenticator has accepted them, but they do not suffice.
   */
  readonly reason: 'missing' | 'rejected' | 'insufficient';
  /** The name and port by which the client has called the registry. The client chooses it, so it proves nothing. */
  readonly host?: string | undefined;
}
