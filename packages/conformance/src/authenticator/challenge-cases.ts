import assert from 'node:assert/strict';
import { type AccessScope, type Challenge, type ChallengedRequest, parseRepositoryName } from '@lading/core';
import type { ConformanceCase } from '../case.js';
import type { AuthenticatorFixture } from './authenticator-fixture.js';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const printable = /^[\t\x20-\x7e]*$/;

const name = parseRepositoryName('team/app');
const wanted: readonly (readonly AccessScope[])[] = [
  [],
  [{ type: 'repository', name, actions: ['pull', 'push'] }],
  [{ type: 'registry', name: 'catalog', actions: ['*'] }],
];
const reasons: readonly ChallengedRequest['reason'][] = ['missing', 'rejected', 'insufficient'];

function challengesOf({ subject }: AuthenticatorFixture): Challenge[] {
  return wanted.flatMap((scopes) =>
    reasons.map((reason) => subject.challenge?.({ scopes, reason })).filter((challenge) => challenge !== undefined),
  );
}

export const challengeCases: readonly ConformanceCase<AuthenticatorFixture>[] = [
  {
    id: 'authenticator/challenge',
    title: 'challenges with a scheme and parameters that fit into one line, for any scopes',
    requirements: ['AUTH-01', 'AUTH-03'],
    async run(fixture) {
      for (const { scheme, parameters } of challengesOf(fixture)) {
        assert.match(scheme, token);
        for (const [key, value] of Object.entries(parameters)) {
          assert.match(key, token);
          assert.match(value, printable, key);
        }
      }
    },
  },
  {
    id: 'authenticator/version-check',
    title: 'challenges at the version check with the scheme that it challenges a push with, and without a scope',
    requirements: ['AUTH-02', 'CLI-06'],
    async run({ subject }) {
      if (subject.challenge === undefined) return;
      const [base, push] = wanted.map((scopes) => subject.challenge?.({ scopes, reason: 'missing' }));
      assert.equal(base?.scheme, push?.scheme);
      assert.equal(base?.parameters.scope, undefined);
    },
  },
];
