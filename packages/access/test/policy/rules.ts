import {
  type AccessRule,
  type CredentialScope,
  type Identity,
  matchesPattern,
  type RepositoryName,
  type RepositoryPattern,
  type Right,
  rights,
  type Subject,
} from '@lading/core';
import fc from 'fast-check';
import { patterns } from './names.js';

const someRights = fc.uniqueArray(fc.constantFrom(...rights), { minLength: 1, maxLength: 2 });

export const aRight = fc.constantFrom<Right>(...rights);

export const identities: fc.Arbitrary<Identity> = fc.oneof(
  fc.constant({ kind: 'anonymous' } as const),
  fc.record({
    kind: fc.constantFrom('user' as const, 'robot' as const, 'workload' as const),
    name: fc.constantFrom('a', 'b', '*', '**', 'A'),
    groups: fc.uniqueArray(fc.constantFrom('dev', 'ops')),
  }),
);

const subjects = fc.constantFrom<Subject>(
  'anonymous',
  'authenticated',
  'user:a',
  'user:b',
  'robot:a',
  'workload:a',
  'group:dev',
  'group:ops',
);

/** Patterns of which some have the name of the user as a segment. */
const places = fc.oneof(
  patterns,
  fc.tuple(patterns, patterns).map(([before, after]) => `${before}/{user}/${after}`),
);

/** The time and the address of every question. */
export const circumstances = { now: Date.UTC(2026, 5, 1), address: '10.1.2.3' };

const conditions = fc.option(
  fc.record(
    {
      addresses: fc.constantFrom(['10.0.0.0/8'], ['192.168.0.0/16', '::1'], ['::ffff:10.1.2.3']),
      notBefore: fc.constantFrom(new Date(circumstances.now - 1), new Date(circumstances.now + 1)),
      notAfter: fc.constantFrom(new Date(circumstances.now - 1), new Date(circumstances.now + 1)),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined, freq: 3 },
);

export const someRules: fc.Arbitrary<readonly AccessRule[]> = fc.array(
  fc.record({
    effect: fc.constantFrom('allow' as const, 'allow' as const, 'deny' as const),
    who: fc.uniqueArray(subjects, { minLength: 1, maxLength: 3 }),
    where: fc.array(places, { minLength: 1, maxLength: 3 }),
    what: someRights,
    when: conditions,
  }),
  { maxLength: 12 },
);

export const someScopes: fc.Arbitrary<readonly CredentialScope[]> = fc.array(
  fc.record({ where: fc.array(patterns, { minLength: 1, maxLength: 3 }), what: someRights }),
  { maxLength: 3 },
);

/** Whether rules allow it, by the plainest reading of each of them. */
export function naiveDecision(
  rules: readonly AccessRule[],
  identity: Identity,
  name: RepositoryName,
  right: Right,
): boolean {
  const applying = rules.filter(
    ({ who, where, what, when }) =>
      who.some((subject) => isSubject(identity, subject)) &&
      where.some((place) => isPlace(identity, place, name)) &&
      includesRight(what, right) &&
      isNow(when),
  );
  return applying.some(({ effect }) => effect === 'allow') && !applying.some(({ effect }) => effect === 'deny');
}

export function naiveScope(scopes: readonly CredentialScope[], name: RepositoryName, right: Right): boolean {
  return scopes.some(
    ({ where, what }) => includesRight(what, right) && where.some((pattern) => matchesPattern(name, pattern)),
  );
}

function isSubject(identity: Identity, subject: Subject): boolean {
  if (identity.kind === 'anonymous') return subject === 'anonymous';
  if (subject === 'authenticated') return true;
  return subject.startsWith('group:')
    ? (identity.groups ?? []).includes(subject.slice('group:'.length))
    : subject === `${identity.kind}:${identity.name}`;
}

function isPlace(identity: Identity, place: string, name: RepositoryName): boolean {
  if (!place.includes('{user}')) return matchesPattern(name, place as RepositoryPattern);
  if (identity.kind !== 'user' || !/^[a-z]$/.test(identity.name)) return false;
  return matchesPattern(name, place.replace('{user}', identity.name) as RepositoryPattern);
}

function includesRight(what: readonly Right[], right: Right): boolean {
  return what.includes(right) || what.includes('admin') || (right === 'list' && what.includes('pull'));
}

function isNow(when: AccessRule['when']): boolean {
  const { now } = circumstances;
  if (when?.notBefore !== undefined && when.notBefore.getTime() > now) return false;
  if (when?.notAfter !== undefined && when.notAfter.getTime() < now) return false;
  return when?.addresses === undefined || when.addresses.some((each) => each.includes('10.'));
}
