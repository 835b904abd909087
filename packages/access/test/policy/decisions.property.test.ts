import { isVisible } from '@lading/core';
import fc from 'fast-check';
import { viewOf } from '../support/view-of.js';
import { names } from './names.js';
import { aRight, circumstances, identities, naiveDecision, naiveScope, someRules, someScopes } from './rules.js';

const { address } = circumstances;
const now = () => circumstances.now;

describe('decisions', () => {
  it('are those of the plainest reading of the rules', () => {
    fc.assert(
      fc.property(someRules, identities, names, aRight, (rules, identity, repository, right) => {
        const { isAllowed } = viewOf({}, rules, { now }).decide({ identity, repository, right, address });
        expect(isAllowed).toBe(naiveDecision(rules, identity, repository, right));
      }),
      { numRuns: 1000 },
    );
  });

  it('[A62] are limited to the scopes of the credential', () => {
    fc.assert(
      fc.property(someRules, someScopes, names, aRight, (rules, scopes, repository, right) => {
        const identity = { kind: 'user', name: 'a', groups: ['dev'], credential: 'token' } as const;
        const decision = viewWithToken(rules, scopes).decide({ identity, repository, right, address });
        const isAllowed = naiveDecision(rules, identity, repository, right);
        expect(decision.isAllowed).toBe(isAllowed && naiveScope(scopes, repository, right));
        expect(decision.isOutOfScope).toBe(isAllowed && !naiveScope(scopes, repository, right));
      }),
      { numRuns: 700 },
    );
  });
});

describe('visible repositories', () => {
  it('are exactly those that the identity may list', () => {
    fc.assert(
      fc.property(someRules, identities, fc.array(names), (rules, identity, all) => {
        const view = viewOf({}, rules, { now });
        const filter = view.visibleRepositories(identity, address);
        for (const repository of all)
          expect(isVisible(repository, filter)).toBe(
            view.decide({ identity, repository, right: 'list', address }).isAllowed,
          );
      }),
      { numRuns: 500 },
    );
  });

  it('are exactly those that the identity may list with its credential', () => {
    fc.assert(
      fc.property(someRules, someScopes, fc.array(names), (rules, scopes, all) => {
        const identity = { kind: 'user', name: 'a', groups: ['dev'], credential: 'token' } as const;
        const view = viewWithToken(rules, scopes);
        const filter = view.visibleRepositories(identity, address);
        for (const repository of all)
          expect(isVisible(repository, filter)).toBe(
            view.decide({ identity, repository, right: 'list', address }).isAllowed,
          );
      }),
      { numRuns: 500 },
    );
  });
});

function viewWithToken(rules: Parameters<typeof viewOf>[1], scopes: Parameters<typeof naiveScope>[0]) {
  const token = {
    id: 'token',
    owner: { kind: 'user', name: 'a' } as const,
    description: '',
    hint: 'abcd',
    scopes,
  };
  return viewOf({ users: [{ name: 'a', isDisabled: false }], credentials: [token] }, rules, { now });
}
