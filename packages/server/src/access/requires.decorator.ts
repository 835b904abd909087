import type { RepositoryAction } from '@lading/core';
import { applyDecorators, SetMetadata, UseFilters } from '@nestjs/common';
import { RegistryErrorFilter } from '../http/registry-error.filter.js';

/** What a handler requires of its caller: actions on the repository in its path, the catalog, or only a login. */
export type Requirement =
  | { readonly type: 'repository'; readonly actions: readonly RepositoryAction[] }
  | { readonly type: 'catalog' }
  | { readonly type: 'login' };

export const requirementKey = '@lading/server requirement';

/** Declares what `AccessGuard` asks for. Errors of the handler get the error body of the specification. */
function declare(requirement: Requirement): MethodDecorator {
  return applyDecorators(SetMetadata(requirementKey, requirement), UseFilters(RegistryErrorFilter));
}

/** The actions on its repository that a handler needs (AUTH-13). */
export const Requires = (...actions: readonly [RepositoryAction, ...RepositoryAction[]]): MethodDecorator =>
  declare({ type: 'repository', actions });

/** A handler that lists repositories: the access controller is asked for `registry:catalog:*`. */
export const RequiresCatalog = (): MethodDecorator => declare({ type: 'catalog' });

/** A handler for everyone whom the access controller admits at all (AUTH-02). */
export const RequiresLogin = (): MethodDecorator => declare({ type: 'login' });
