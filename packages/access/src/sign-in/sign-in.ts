import type { NamedIdentity, RequestClient } from '@lading/core';

export interface SignInRequest {
  /** The name of the user or robot. It is ignored if the secret is a random one. */
  readonly name: string;
  readonly secret: string;
  readonly client: RequestClient;
  /** The id of the request, as it is in logs, for the audit. */
  readonly requestId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What the audit records of a sign-in, besides its client and the account. It has no secret. */
type SignInDetail = Readonly<Record<string, unknown>>;

export type SignInOutcome =
  | {
      readonly outcome: 'signed-in';
      readonly identity: NamedIdentity;
      /**
       * Returns the identity with its current groups; undefined if the sign-in is no longer valid, because the account, the
       * password or the credential has ended. If absent, the caller must sign in again to find out.
       * @throws RegistryError `UNAVAILABLE` if the store could not be read for too long
       */
      readonly current?: (() => NamedIdentity | undefined) | undefined;
      /** The longest life of a token for this sign-in; not limited if absent. */
      readonly longestSeconds?: number | undefined;
      /** For the audit. */
      readonly detail?: SignInDetail | undefined;
    }
  /** The name or the secret is wrong, or the account is disabled. The client does not learn which. */
  | {
      readonly outcome: 'refused';
      /** For the audit. */
      readonly detail?: SignInDetail | undefined;
    }
  /** Too many wrong secrets, or too many sign-ins at once. */
  | { readonly outcome: 'limited'; readonly retryAfterSeconds: number };

/** Signs in with a name and a secret: users of an htpasswd file or of the database, robots, and workloads. */
export interface SignIn {
  signIn(request: SignInRequest): Promise<SignInOutcome>;
}
