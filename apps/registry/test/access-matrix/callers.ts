import { type Access, type CredentialInput, operator } from '@lading/access';
import type { AccessStore } from '@lading/core';
import { eventually } from '@lading/e2e/harness/wait';
import type { Ask } from '../harness/ask.js';
import { places, type Right, rules, type Scope } from './rules.js';

/** An account with a secret, or a client without one. */
export interface Person {
  readonly title: string;
  /** Absent for a client without credentials. */
  readonly who: string | undefined;
  readonly secret?: string;
  readonly scope?: Scope;
  /** Present if the credential is no longer valid. It has a token that was issued while the credential was valid. */
  readonly ended?: { readonly token: string };
}

const actions = ['pull', 'push', 'delete'] as const;
const users = ['nobody', 'lister', 'puller', 'pusher', 'blind', 'deleter', 'manager', 'denied', 'root', 'disabled'];

/** Creates all accounts and rules. A credential that ends gets a token before its end. */
export async function createPeople(access: Access, store: AccessStore, ask: Ask): Promise<readonly Person[]> {
  const { administration } = access;
  for (const user of users) await administration.users.put(operator, user, {});
  await administration.robots.put(operator, 'builder', { namespace: 'seen/**' });
  for (const { effect, who, place, what } of rules) {
    const subjects = who === 'everybody' ? ['anonymous', 'authenticated'] : [who];
    const rule = { effect, who: subjects, where: [`${place}/**`], what: [...what] };
    await administration.rules.create(operator, rule as Parameters<typeof administration.rules.create>[1]);
  }
  const makeToken = (user: string, input: Partial<CredentialInput> = {}) =>
    administration.personalTokens.create(operator, user, { description: 'matrix', ...input });
  const withScope = async (user: string, scope: Scope): Promise<string> => {
    const scopes = Object.entries(scope).map(([place, what]) => ({ where: [`${place}/**`], what: [...what] }));
    return (await makeToken(user, { scopes })).secret;
  };
  const tokenOf = async (secret: string) => {
    const token = await requestToken(ask, secret, everyScope);
    if (token === undefined) throw new Error('a credential that counts gets no token');
    return token;
  };
  const people: Person[] = [{ title: 'anonymous', who: undefined }];
  for (const user of users.filter((each) => each !== 'disabled'))
    people.push({ title: user, who: `user:${user}`, secret: (await makeToken(user)).secret });
  const robot = await administration.robotSecrets.create(operator, 'builder', { description: 'matrix' });
  people.push({ title: 'a robot', who: 'robot:builder', secret: robot.secret });
  const narrow: Scope = { seen: ['pull'] };
  const wide: Scope = { public: ['admin'], seen: ['admin'], hidden: ['admin'] };
  people.push(
    { title: 'root with a narrow token', who: 'user:root', scope: narrow, secret: await withScope('root', narrow) },
    { title: 'puller with a wide token', who: 'user:puller', scope: wide, secret: await withScope('puller', wide) },
  );

  const [disabled, revoked, expired] = [await makeToken('disabled'), await makeToken('root'), await makeToken('root')];
  const ended = await Promise.all(
    Object.entries({ disabled, revoked, expired }).map(async ([title, { secret }]) => {
      return { title, who: 'user:root', secret, ended: { token: await tokenOf(secret) } };
    }),
  );
  await administration.users.put(operator, 'disabled', { isDisabled: true });
  await administration.personalTokens.revoke(operator, revoked.credential.id);
  await expire(store, expired.credential.id);
  for (const { secret } of ended)
    await eventually(
      () => requestToken(ask, secret, []),
      (token) => token === undefined,
    );
  return [...people, ...ended];
}

/** Sets the expiry of a credential to a past time. */
async function expire(store: AccessStore, id: string): Promise<void> {
  await store.change(async ({ credentials }) => {
    const record = await credentials.find(id);
    if (record === undefined) throw new Error(`there is no credential ${id}`);
    await credentials.replace({ ...record, expiresAt: new Date(Date.now() - 1000) });
  });
}

export const scopesOf = (repository: string, asked: readonly Right[] = actions) => [
  `repository:${repository}:${asked.join()}`,
  'registry:catalog:*',
];

const everyScope = places.flatMap((place) => scopesOf(`${place}/there`));

/** Gets a token for these scopes; `undefined` if the token service refuses the secret. */
export async function requestToken(
  ask: Ask,
  secret: string | undefined,
  scopes: readonly string[],
): Promise<string | undefined> {
  const query = new URLSearchParams(scopes.map((scope): [string, string] => ['scope', scope]));
  const authorization = secret === undefined ? undefined : basic(secret);
  const { status, body } = await ask({ method: 'GET', path: `/v2/token?${query}`, authorization });
  if (status === 401) return undefined;
  if (status !== 200) throw new Error(`the token service answers ${status}: ${body}`);
  return (JSON.parse(body) as { readonly token: string }).token;
}

export function basic(secret: string): string {
  return `Basic ${Buffer.from(`name:${secret}`).toString('base64')}`;
}

/** How a client authenticates. */
export type Way = 'nothing' | 'Basic' | 'token' | 'token for pulls' | 'token for nothing';

export const ways: readonly Way[] = ['nothing', 'Basic', 'token', 'token for pulls', 'token for nothing'];

/** A client as the registry sees it. */
export interface Caller {
  readonly title: string;
  readonly person: Person;
  readonly way: Way;
  /** Whether the credentials are valid. */
  readonly isValid: boolean;
  /** The value of `Authorization` for a request about a repository. */
  authorizationFor(repository: string): Promise<string | undefined>;
}

/** Every person in every way, and clients with credentials that were never valid. */
export function callersOf(people: readonly Person[], ask: Ask): readonly Caller[] {
  const callers = people.flatMap((person) =>
    ways.filter((way) => isWayOf(person, way)).map((way) => callerOf(person, way, ask)),
  );
  const stranger: Person = { title: 'a stranger', who: undefined };
  const wrong = (title: string, way: Way, authorization: string): Caller => ({
    title,
    person: stranger,
    way,
    isValid: false,
    authorizationFor: async () => authorization,
  });
  return [
    ...callers,
    // Not a password: each wrong password costs a hash, and many of them are delayed.
    wrong('an unknown secret', 'Basic', basic(`ldp_${'a'.repeat(46)}`)),
    wrong('a token that is none', 'token', 'Bearer a.b.c'),
  ];
}

/** The people who also ask for tokens that allow less than the rules do. */
const askForLess = ['anonymous', 'pusher', 'deleter', 'root', 'denied', 'a robot'];

function isWayOf({ title, secret, ended }: Person, way: Way): boolean {
  if (way === 'nothing') return secret === undefined;
  if (way === 'Basic') return secret !== undefined;
  return way === 'token' || (ended === undefined && askForLess.includes(title));
}

function callerOf(person: Person, way: Way, ask: Ask): Caller {
  const { title, secret, ended } = person;
  const tokens = new Map<string, Promise<string | undefined>>();
  const tokenFor = (repository: string) => {
    if (ended !== undefined) return ended.token;
    const asked = way === 'token' ? scopesOf(repository) : way === 'token for pulls' ? pullsOf(repository) : [];
    const known = tokens.get(repository) ?? requestToken(ask, secret, asked);
    tokens.set(repository, known);
    return known;
  };
  return {
    title: way === 'nothing' ? title : `${title} by ${way}`,
    person,
    way,
    isValid: ended === undefined,
    async authorizationFor(repository) {
      if (way === 'nothing') return undefined;
      return way === 'Basic' ? basic(secret ?? '') : `Bearer ${await tokenFor(repository)}`;
    },
  };
}

const pullsOf = (repository: string) => [`repository:${repository}:pull`];

/** The actions that a caller has asked for when it got its token; all actions if it has no token. */
export function requestedBy(way: Way): readonly Right[] {
  if (way === 'token for nothing') return [];
  return way === 'token for pulls' ? ['pull'] : actions;
}
