import { type Caller, requestedBy } from './callers.js';
import { isInScope, mayBy, type Place, places, type Right } from './rules.js';

/** What a route needs of its caller. */
export type Need =
  | { readonly of: 'repository'; readonly rights: readonly Right[] }
  | { readonly of: 'catalog' }
  | { readonly of: 'login' }
  | { readonly of: 'nothing' };

/** The expected answer: the registry serves the request, or refuses it with a code and perhaps a challenge. */
export type Expected =
  | { readonly outcome: 'served' }
  | {
      readonly outcome: 'refused';
      readonly status: 401 | 403;
      readonly code: 'UNAUTHORIZED' | 'DENIED';
      /** The parameters of the challenge after the realm and the service. */
      readonly challenge?: string;
    };

const served: Expected = { outcome: 'served' };
const denied: Expected = { outcome: 'refused', status: 403, code: 'DENIED' };

/** Whether the rules and the scopes of the credential allow a right in a place. */
export function hasRight({ person }: Caller, place: Place, right: Right): boolean {
  return mayBy(person.who ?? 'anonymous', place, right) && isInScope(person.scope, place, right);
}

/** The places whose repositories a caller sees in lists. */
export function visiblePlaces(caller: Caller): readonly Place[] {
  return places.filter((place) => hasRight(caller, place, 'list'));
}

/** The answer that the rules require. It does not depend on the content of the registry. */
export function expectedAnswer(caller: Caller, need: Need, repository: string): Expected {
  if (need.of === 'nothing') return served;
  const scope = scopeOf(need, repository);
  const isToken = caller.way.startsWith('token');
  if (!caller.isValid) return challenged(scope, isToken ? 'invalid_token' : undefined);
  if (need.of === 'login') return caller.way === 'nothing' ? challenged(scope) : served;
  const isAllowed =
    need.of === 'catalog'
      ? visiblePlaces(caller).length > 0
      : need.rights.every((right) => hasRight(caller, placeOf(repository), right));
  if (!isAllowed && caller.person.who !== undefined) return denied;
  if (!isAllowed && caller.way === 'nothing') return challenged(scope);
  const isInToken =
    need.of === 'catalog'
      ? !isToken || caller.way === 'token'
      : need.rights.every((right) => requestedBy(caller.way).includes(right));
  return isAllowed && isInToken ? served : challenged(scope, 'insufficient_scope');
}

export function placeOf(repository: string): Place {
  return repository.split('/')[0] as Place;
}

function scopeOf(need: Need, repository: string): string | undefined {
  if (need.of === 'catalog') return 'registry:catalog:*';
  return need.of === 'repository' ? `repository:${repository}:${need.rights.join()}` : undefined;
}

function challenged(scope: string | undefined, error?: string): Expected {
  const parameters = Object.entries({ scope, error }).flatMap(([name, value]) =>
    value === undefined ? [] : [`,${name}="${value}"`],
  );
  return { outcome: 'refused', status: 401, code: 'UNAUTHORIZED', challenge: parameters.join('') };
}
