import type { Authenticator, NamedIdentity } from '@lading/core';
import type { Fixture } from '../run/run-case.js';

/** Fields of a request, by their names in lower case. */
export type RequestFields = Readonly<Record<string, string>>;

export interface ValidCredentials {
  readonly fields: RequestFields;
  readonly identity: Pick<NamedIdentity, 'kind' | 'name'>;
}

/** An authenticator, and credentials that it knows as it is set up. */
export interface AuthenticatorFixture extends Fixture {
  readonly subject: Authenticator;
  /** Credentials, and whom they identify. */
  readonly identified: readonly ValidCredentials[];
  /** Credentials of its kind that are wrong, expired or revoked. */
  readonly rejected?: readonly RequestFields[];
  /** Requests without credentials of its kind. A request without any field is always one of them. */
  readonly unknown?: readonly RequestFields[];
}
