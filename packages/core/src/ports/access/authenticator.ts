import type { AccessScope } from './access-scope.js';
import type { Challenge, ChallengedRequest } from './challenge.js';
import type { Identity, NamedIdentity } from './identity.js';
import type { RequestClient } from './request-client.js';

/** The part of a request that an authenticator sees. */
export interface AuthenticationRequest {
  /** The value of a field of the request, by its name in lower case: `authorization`, `cookie`, or one that a proxy adds. */
  field(name: string): string | undefined;
  /** Whether the request changes nothing. A page of another origin can make a browser send its cookies with any request. */
  readonly isReadOnly: boolean;
  /** Whether the request is for `/v2/`, where cookies are not credentials, or for another endpoint of the application. */
  readonly api: 'registry' | 'application';
  readonly client: RequestClient;
  /** The id of the request, as it is in logs. */
  readonly requestId: string;
  /** Fires when the time limit is over or the client has left. */
  readonly signal: AbortSignal;
}

export type Authentication =
  | {
      readonly outcome: 'identified';
      readonly identity: Identity;
      /** The scopes that the credentials are limited to, for example those of a token; not limited if absent. */
      readonly scopes?: readonly AccessScope[] | undefined;
      /**
       * Returns who the client is now, by the same credentials; undefined if they are no longer valid. It is called when the body
       * of a slow push has arrived. If absent, the authenticator is asked again. If it throws, the request fails.
       */
      readonly current?: (() => Identity | undefined) | undefined;
    }
  /** The request has no credentials of the kind that this authenticator reads. The next one is asked. */
  | { readonly outcome: 'unknown' }
  /** The credentials are wrong, expired or revoked. No further authenticator is asked. The client sees the reason. */
  | {
      readonly outcome: 'rejected';
      readonly reason: string;
      /** The account that the credentials were valid for, if it is known. They are revoked, for example. */
      readonly identity?: NamedIdentity | undefined;
    }
  /** The client has tried too often, and is asked to wait. No further authenticator is asked. */
  | { readonly outcome: 'limited'; readonly retryAfterSeconds: number };

/**
 * Finds out who a request is from, by one kind of credentials. It is asked before the body of a request is read, and once more
 * after a slow body if its answer had no `current`. A request that no authenticator identifies is anonymous. If an authenticator
 * throws, the request fails. Its errors and reasons must not contain secrets.
 */
export interface Authenticator {
  authenticate(request: AuthenticationRequest): Authentication | Promise<Authentication>;
  /** The challenge for this kind of credentials. If absent, responses do not mention it. */
  challenge?(request: ChallengedRequest): Challenge;
}
