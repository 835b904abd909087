import type { Identity } from '../ports/access/identity.js';
import type { RequestClient } from '../ports/access/request-client.js';

/** The identity, the request and the cancellation of an operation. Every operation of a registry takes one. */
export interface OperationContext {
  readonly identity: Identity;
  /** The id of the request that the operation belongs to, as it is in logs. */
  readonly requestId: string;
  /** Where the request comes from; absent if the registry itself acts. */
  readonly client?: RequestClient;
  /** The rule that has allowed the operation, for the log of changes. */
  readonly rule?: string | undefined;
  /** Cancels a read or a list. */
  readonly signal?: AbortSignal;
}
