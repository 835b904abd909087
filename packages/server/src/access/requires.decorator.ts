import type { RepositoryAction } from '@lading/core';
import { SetMetadata } from '@nestjs/common';
import { RepositoryRoute } from './repository-route.js';
import { type Requirement, requirementKey } from './requirement.js';

type Actions = readonly [RepositoryAction, ...RepositoryAction[]];

/** Decorates a handler, or a controller for its handlers that have no requirement of their own. */
type RequirementDecorator = ClassDecorator & MethodDecorator;

function declare(requirement: Requirement): RequirementDecorator {
  return SetMetadata(requirementKey, requirement);
}

/** The actions on its repository that a handler of the registry's API needs (AUTH-13). */
export const Requires = (...actions: Actions): RequirementDecorator => declare({ type: 'repository', actions });

/**
 * Declares that a handler acts on a repository. The template says where the route has its name: `:name`, `:team/:application`,
 * or `*` for the rest of the path. The handler gets the name as `caller.repository`.
 * @throws TypeError if the template has no parameter
 */
export const RequiresRepository = (template: string, ...actions: Actions): RequirementDecorator =>
  declare({ type: 'repository', actions, route: new RepositoryRoute(template) });

/** Declares that a handler lists repositories. The authorizer is asked for `registry:catalog:*`. */
export const RequiresCatalog = (): RequirementDecorator => declare({ type: 'catalog' });

/** Declares that a handler needs no scopes. The authorizer is asked as for `GET /v2/` (AUTH-02). */
export const RequiresLogin = (): RequirementDecorator => declare({ type: 'login' });

/** Declares that a handler is public. Its callers are anonymous even if they send credentials. */
export const RequiresNothing = (): RequirementDecorator => declare({ type: 'nothing' });
