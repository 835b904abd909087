import type { RepositoryAction } from '@lading/core';
import type { RepositoryRoute } from './repository-route.js';

/** What a handler requires of its caller. */
export type Requirement =
  | {
      readonly type: 'repository';
      readonly actions: readonly RepositoryAction[];
      /** Where the route has the name. If absent, the path is one of the API, and it names the repository. */
      readonly route?: RepositoryRoute;
    }
  | { readonly type: 'catalog' }
  | { readonly type: 'login' }
  /** The handler is open to everybody, and nobody is authenticated. */
  | { readonly type: 'nothing' };

export const requirementKey = '@lading/server requirement';

type Class = abstract new (...parameters: never[]) => unknown;

/** The requirement of a handler, or else of its controller. */
export function requirementOf(handler: object, controller: Class | undefined): Requirement | undefined {
  const own: Requirement | undefined = Reflect.getMetadata(requirementKey, handler);
  return own ?? (controller && Reflect.getMetadata(requirementKey, controller));
}
