import type { Authenticator } from './authenticator.js';
import type { Authorizer } from './authorizer.js';
import type { Refusal } from './refusal.js';

/** Decides who a client is, and what it may do. */
export interface AccessControl {
  /** Asked in this order, until one identifies or rejects the client. */
  readonly authenticators: readonly Authenticator[];
  readonly authorizer: Authorizer;
  /** The time limit of each answer; 5 if absent. A request fails if an answer is late. */
  readonly timeoutSeconds?: number | undefined;
  /**
   * Called when credentials are rejected, and when the authorizer denies a request of an identified client. It is not called
   * for a request without credentials, because each login of docker begins with one. The request does not wait for it, and
   * an error of it is only logged.
   */
  readonly onRefusal?: ((refusal: Refusal) => void) | undefined;
}

/** Allows everything to anonymous clients. An open registry must ask for this: it is not a default. */
export function allowEveryone(): AccessControl {
  return { authenticators: [], authorizer: { authorize: () => ({ outcome: 'allowed' }) } };
}
