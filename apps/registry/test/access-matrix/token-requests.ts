import type { Answer, Ask } from '../harness/ask.js';
import { basic, type Person, scopesOf } from './callers.js';
import { isInScope, mayBy, places, type Right } from './rules.js';

/** The routes of the token service that give tokens. */
export const tokenRoutes = ['GET /v2/token', 'POST /v2/token', 'GET /token', 'POST /token'] as const;

const scopes = places.flatMap((place) => scopesOf(`${place}/there`));

/** Asks for a token for every action in every place. */
export function askForAll(ask: Ask, route: (typeof tokenRoutes)[number], { secret }: Person): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const parameters = new URLSearchParams(scopes.map((scope): [string, string] => ['scope', scope]));
  if (method === 'GET') {
    const authorization = secret === undefined ? undefined : basic(secret);
    return ask({ method, path: `${path}?${parameters}`, authorization });
  }
  const signIn = { grant_type: 'password', username: 'name', password: secret ?? '' };
  for (const [name, value] of Object.entries(signIn)) parameters.append(name, value);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return ask({ method, path, headers, body: parameters.toString() });
}

/** The scopes that the token must have, as text: exactly those that the rules allow. */
export function expectedAccess({ who = 'anonymous', scope }: Person): string {
  const has = (place: (typeof places)[number], right: Right) =>
    mayBy(who, place, right) && isInScope(scope, place, right);
  const granted = places.flatMap((place) => {
    const actions = (['pull', 'push', 'delete'] as const).filter((right) => has(place, right));
    return actions.length === 0 ? [] : [`repository:${place}/there:${actions.join()}`];
  });
  const catalog = places.some((place) => has(place, 'list')) ? ['registry:catalog:*'] : [];
  return [...granted, ...catalog].sort().join(' ');
}

interface Granted {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

/** The scopes of a token, as text. */
export function accessIn({ body }: Answer): string {
  const { token } = JSON.parse(body) as { readonly token: string };
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  const { access } = JSON.parse(claims) as { readonly access: readonly Granted[] };
  return access
    .map(({ type, name, actions }) => `${type}:${name}:${actions.join()}`)
    .sort()
    .join(' ');
}
