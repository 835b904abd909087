/** Who acts. */
export type Identity = AnonymousIdentity | NamedIdentity;

/** A client that nobody has identified. */
export interface AnonymousIdentity {
  readonly kind: 'anonymous';
}

export interface NamedIdentity {
  /**
   * `user`: a person. `robot`: an account for programs. `workload`: a job that its platform vouches for. `system`: the registry
   * itself.
   */
  readonly kind: 'user' | 'robot' | 'workload' | 'system';
  /** Unique within the kind. */
  readonly name: string;
  /** The groups that the identity belongs to, for an authorizer. */
  readonly groups?: readonly string[] | undefined;
  /** The id of the credential that it has used, for an authorizer and for the audit. It is no secret. */
  readonly credential?: string | undefined;
}

export const anonymous: AnonymousIdentity = Object.freeze({ kind: 'anonymous' });

/** An identity as the log of changes records it. */
export interface Actor {
  readonly kind: Identity['kind'];
  /** Absent if the kind is `anonymous`. */
  readonly name?: string;
}

export function actorOf(identity: Identity): Actor {
  return identity.kind === 'anonymous' ? { kind: identity.kind } : { kind: identity.kind, name: identity.name };
}
