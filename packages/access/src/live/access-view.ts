import type { Identity, NamedIdentity, RepositoryFilter, RepositoryName, Right } from '@lading/core';
import type { Decision } from '../policy/decision.js';

/** The proved claim of a client to be an account. The proof was a secret, a token or a session. */
export interface Claim {
  readonly kind: 'user' | 'robot';
  readonly name: string;
  /** The id of the credential or trust rule that was used; absent for a password. */
  readonly credential?: string | undefined;
  /** The mark of the password that has proved the claim, if it was one of the htpasswd file. */
  readonly mark?: string | undefined;
  /** When the claim was first proved, such as the time at which a token was issued. */
  readonly since?: Date | undefined;
}

/** A question to the rules. */
export interface AccessQuestion {
  readonly identity: Identity;
  readonly repository: RepositoryName;
  readonly right: Right;
  /** The IP address of the client. */
  readonly address: string;
}

/** The accounts, credentials and rules of files and database at one moment. It does no I/O. */
export interface AccessView {
  /**
   * The identity of a claim with its current groups. It is `undefined` if the account is absent, disabled or expired, if the
   * credential is revoked or expired, if the claim is older than the account or its `notBefore`, or if the htpasswd file no longer
   * has the password that has proved it.
   */
  identify(claim: Claim): NamedIdentity | undefined;
  /** The mark of the user's password in the htpasswd file, for tokens and sessions; `undefined` for other users. */
  markOf(user: string): string | undefined;
  /** The rules and the scopes of the credential that the identity has used. */
  decide(question: AccessQuestion): Decision;
  /** The repositories on which the identity has the right `list`. */
  visibleRepositories(identity: Identity, address: string): RepositoryFilter;
}

/** Keeps a view that is at most 10 s old. */
export interface LiveAccess {
  readonly view: AccessView;
  /** Reads the store. The view then has all changes that were made before the call. */
  refresh(): Promise<void>;
}
