import type { AccessScope, Identity } from '@lading/core';
import type { AccessView } from '../live/access-view.js';

/**
 * The part of the scopes that the rules allow now. An identity that may see any repository gets the scope of the catalog, because
 * lists of repositories show only those that it may see.
 */
export function grantScopes(
  scopes: readonly AccessScope[],
  identity: Identity,
  address: string,
  view: AccessView,
): readonly AccessScope[] {
  return scopes.flatMap((scope): readonly AccessScope[] => {
    if (scope.type === 'registry') return view.visibleRepositories(identity, address).allow.length > 0 ? [scope] : [];
    const { name: repository } = scope;
    const actions = scope.actions.filter((right) => view.decide({ identity, repository, right, address }).isAllowed);
    return actions.length > 0 ? [{ ...scope, actions }] : [];
  });
}
