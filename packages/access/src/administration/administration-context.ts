import type { NamedIdentity, RequestClient } from '@lading/core';

/** Who acts, and from where. */
export interface AdministrationContext {
  /** A user, or `system` for the operator at the command line of the registry, who may do everything. */
  readonly identity: NamedIdentity;
  readonly client?: RequestClient | undefined;
  readonly requestId?: string | undefined;
  /** Present if the actor uses a session. */
  readonly session?: { readonly id: string; readonly signedInAt: Date } | undefined;
}

/** The operator at the command line of the registry. */
export const operator: AdministrationContext = Object.freeze({
  identity: Object.freeze({ kind: 'system', name: 'operator' }),
});
