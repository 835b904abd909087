import type { RepositoryAction } from '@lading/core';
import { SetMetadata } from '@nestjs/common';

/** What a handler asks of its caller: actions on the repository in its path, or the catalog, or only to be let in. */
export type Requirement =
  | { readonly type: 'repository'; readonly actions: readonly RepositoryAction[] }
  | { readonly type: 'catalog' }
  | { readonly type: 'login' };

export const requirementKey = '@lading/server requirement';

/** The actions on its repository that a handler needs (AUTH-13). */
export const Requires = (...actions: readonly [RepositoryAction, ...RepositoryAction[]]) =>
  SetMetadata(requirementKey, { type: 'repository', actions } satisfies Requirement);

/** A handler that lists repositories. */
export const RequiresCatalog = () => SetMetadata(requirementKey, { type: 'catalog' } satisfies Requirement);

/** A handler by which clients learn whether they must log in (AUTH-02). */
export const RequiresLogin = () => SetMetadata(requirementKey, { type: 'login' } satisfies Requirement);
