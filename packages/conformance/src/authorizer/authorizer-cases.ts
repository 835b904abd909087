import assert from 'node:assert/strict';
import { type Authorization, anonymous, type Identity, isVisible, parseRepositoryPattern } from '@lading/core';
import type { ConformanceCase } from '../case.js';
import type { AuthorizerFixture, Wish } from './authorizer-fixture.js';

export type AuthorizerCase = ConformanceCase<AuthorizerFixture>;

const client = { address: '127.0.0.1', userAgent: 'conformance' };

function requesterOf(identity: Identity) {
  return { identity, client, hasCredentials: identity.kind !== 'anonymous', signal: new AbortController().signal };
}

function ask({ subject }: AuthorizerFixture, { identity, scopes }: Wish): Promise<Authorization> {
  return Promise.resolve(subject.authorize({ ...requesterOf(identity), scopes }));
}

async function expectDenied(fixture: AuthorizerFixture, wish: Wish, why: string): Promise<void> {
  const answer = await ask(fixture, wish);
  assert.equal(answer.outcome, 'denied', why);
  assert.ok(answer.outcome === 'denied' && answer.reason.length > 0, 'a reason is given');
}

/** Every promise of the port `Authorizer`. */
export const authorizerCases: readonly AuthorizerCase[] = [
  {
    id: 'authorizer/allowed',
    title: 'allows the requests that the fixture allows',
    requirements: ['AUTH-13'],
    async run(fixture) {
      assert.ok(fixture.allowed.length > 0, 'the fixture has a wish that is allowed');
      for (const wish of fixture.allowed)
        assert.equal((await ask(fixture, wish)).outcome, 'allowed', JSON.stringify(wish));
    },
  },
  {
    id: 'authorizer/denied',
    title: 'denies all other requests, and gives a reason',
    requirements: ['AUTH-13'],
    async run(fixture) {
      for (const wish of fixture.denied ?? []) await expectDenied(fixture, wish, JSON.stringify(wish));
    },
  },
  {
    id: 'authorizer/all-scopes',
    title: 'denies several wishes at once if it denies one of them, in any order',
    requirements: ['AUTH-13'],
    async run(fixture) {
      for (const { identity, scopes } of fixture.denied ?? [])
        for (const allowed of fixture.allowed.filter((each) => isSame(each.identity, identity))) {
          await expectDenied(fixture, { identity, scopes: [...scopes, ...allowed.scopes] }, 'the denied one first');
          await expectDenied(fixture, { identity, scopes: [...allowed.scopes, ...scopes] }, 'the denied one last');
        }
    },
  },
  {
    id: 'authorizer/version-check',
    title: 'denies anonymous clients the version check if they may not do everything, so that clients send credentials',
    requirements: ['AUTH-02', 'CLI-06'],
    async run(fixture) {
      if (!fixture.denied?.some(({ identity }) => identity.kind === 'anonymous')) return;
      await expectDenied(fixture, { identity: anonymous, scopes: [] }, 'GET /v2/');
    },
  },
  {
    id: 'authorizer/same-again',
    title: 'answers the same wish in the same way, also when many ask at once',
    requirements: [],
    async run(fixture) {
      const wishes = [...fixture.allowed, ...(fixture.denied ?? [])];
      const askAll = () => Promise.all(wishes.map((wish) => ask(fixture, wish)));
      const first = await askAll();
      const crowd = await Promise.all(Array.from({ length: 20 }, askAll));
      for (const answers of crowd) assert.deepEqual(answers, first);
    },
  },
  {
    id: 'authorizer/visible-repositories',
    title: 'shows each client its repositories and no others, by patterns that are valid',
    requirements: ['LEG-02'],
    async run({ subject, views = [] }) {
      if (subject.visibleRepositories === undefined) return;
      assert.ok(views.length > 0, 'the fixture has views of an authorizer with visibleRepositories');
      for (const { identity, visible, hidden } of views) {
        const filter = await subject.visibleRepositories(requesterOf(identity));
        for (const pattern of [...filter.allow, ...(filter.deny ?? [])]) parseRepositoryPattern(pattern);
        for (const name of visible) assert.ok(isVisible(name, filter), `${name} is visible`);
        for (const name of hidden) assert.ok(!isVisible(name, filter), `${name} is hidden`);
      }
    },
  },
];

function isSame(one: Identity, other: Identity): boolean {
  if (one.kind === 'anonymous' || other.kind === 'anonymous') return one.kind === other.kind;
  return one.kind === other.kind && one.name === other.name;
}
