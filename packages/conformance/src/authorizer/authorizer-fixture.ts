import type { AccessScope, Authorizer, Identity, RepositoryName } from '@lading/core';
import type { Fixture } from '../run/run-case.js';

/** What somebody wants to do. */
export interface Wish {
  readonly identity: Identity;
  readonly scopes: readonly AccessScope[];
}

/** What somebody sees of a list of repositories. */
export interface View {
  readonly identity: Identity;
  readonly visible: readonly RepositoryName[];
  readonly hidden: readonly RepositoryName[];
}

/** An authorizer, and wishes whose outcome is known as it is set up. */
export interface AuthorizerFixture extends Fixture {
  readonly subject: Authorizer;
  readonly allowed: readonly Wish[];
  /** None if everybody may do everything. */
  readonly denied?: readonly Wish[];
  /** For an authorizer with `visibleRepositories`. */
  readonly views?: readonly View[];
}
