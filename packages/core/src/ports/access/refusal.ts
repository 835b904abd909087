import type { AccessScope } from './access-scope.js';
import type { Identity } from './identity.js';
import type { RequestClient } from './request-client.js';

/** A request with credentials that was refused, for metrics and the audit. It contains no secret. */
export interface Refusal {
  /** `rejected`: the credentials are wrong, expired or revoked. `denied`: the authorizer denies the request. */
  readonly outcome: 'rejected' | 'denied';
  /** Anonymous if the credentials are rejected, unless the authenticator knows the account that they were valid for. */
  readonly identity: Identity;
  /** What the request needs. Empty for an endpoint that needs no scopes. */
  readonly scopes: readonly AccessScope[];
  /** The text that the client gets. */
  readonly reason: string;
  /** The rule that denies it, if the authorizer names one. */
  readonly rule?: string | undefined;
  readonly client: RequestClient;
  /** The id of the request, as it is in logs. */
  readonly requestId: string;
}
