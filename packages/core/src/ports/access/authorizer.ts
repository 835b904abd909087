import type { AccessScope } from './access-scope.js';
import type { Identity } from './identity.js';
import type { RepositoryFilter } from './repository-filter.js';
import type { RequestClient } from './request-client.js';

/** Who asks for permission, and from where. */
export interface Requester {
  readonly identity: Identity;
  readonly client: RequestClient;
  /** Whether an authenticator has accepted credentials of the client, which may be those of an anonymous one. */
  readonly hasCredentials: boolean;
  /** Fires when the time limit is over or the client has left. */
  readonly signal: AbortSignal;
}

export interface AuthorizationRequest extends Requester {
  /**
   * The request needs all of them. Empty for `GET /v2/`, by which clients learn whether they must log in (AUTH-02). docker and
   * skopeo send credentials only if `GET /v2/` refuses anonymous clients, so refuse them unless they may do everything.
   */
  readonly scopes: readonly AccessScope[];
}

export type Authorization =
  /** `rule` names the rule that decides, for the audit. */
  | { readonly outcome: 'allowed'; readonly rule?: string | undefined }
  /** An anonymous client is asked to authenticate. Any other client sees the reason. */
  | { readonly outcome: 'denied'; readonly reason: string; readonly rule?: string | undefined };

/** Decides what an identity may do. It knows neither credentials nor whether a repository exists. */
export interface Authorizer {
  authorize(request: AuthorizationRequest): Authorization | Promise<Authorization>;
  /** The repositories that the identity may see in lists. If absent, a client that may list repositories sees all of them. */
  visibleRepositories?(requester: Requester): RepositoryFilter | Promise<RepositoryFilter>;
}
