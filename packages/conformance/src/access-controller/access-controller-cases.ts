import assert from 'node:assert/strict';
import type { AccessDecision, AccessRequest } from '@lading/core';
import type { ConformanceCase } from '../case.js';
import type { AccessControllerFixture } from './access-controller-fixture.js';

export type AccessControllerCase = ConformanceCase<AccessControllerFixture>;

const challenge = /^[A-Za-z][A-Za-z0-9-]*(?: +[a-z_]+="[^"]*"(?:, *[a-z_]+="[^"]*")*)?$/;

function allOf({ granted, challenged = [], denied = [] }: AccessControllerFixture): AccessRequest[] {
  return [...granted, ...challenged, ...denied];
}

/** Asks each of these, and says of which the outcome is another. */
async function expectOutcome(
  { subject }: AccessControllerFixture,
  requests: readonly AccessRequest[],
  outcome: AccessDecision['outcome'],
): Promise<AccessDecision[]> {
  const decisions = await Promise.all(requests.map((request) => subject.decide(request)));
  for (const [index, decision] of decisions.entries())
    assert.equal(decision.outcome, outcome, `request ${index + 1}, for ${JSON.stringify(requests[index]?.scopes)}`);
  return decisions;
}

/** Every promise of the port `AccessController`. */
export const accessControllerCases: readonly AccessControllerCase[] = [
  {
    id: 'access-controller/granted',
    title: 'lets through what is allowed, and says who asks, if it knows',
    requirements: ['AUTH-01'],
    async run(fixture) {
      assert.ok(fixture.granted.length > 0, 'the fixture has a request that is granted');
      for (const decision of await expectOutcome(fixture, fixture.granted, 'granted')) {
        const name = decision.outcome === 'granted' ? decision.principal?.name : undefined;
        assert.ok(name === undefined || name.length > 0, 'a principal has a name');
      }
    },
  },
  {
    id: 'access-controller/challenged',
    title: 'challenges who must log in with a scheme and quoted parameters, on one line',
    requirements: ['AUTH-01', 'AUTH-03'],
    async run(fixture) {
      for (const decision of await expectOutcome(fixture, fixture.challenged ?? [], 'challenged'))
        assert.match(decision.outcome === 'challenged' ? decision.wwwAuthenticate : '', challenge);
    },
  },
  {
    id: 'access-controller/denied',
    title: 'refuses who will never be allowed, and gives a reason',
    requirements: ['AUTH-01'],
    async run(fixture) {
      for (const decision of await expectOutcome(fixture, fixture.denied ?? [], 'denied'))
        assert.ok(decision.outcome === 'denied' && decision.reason.length > 0, 'a reason is given');
    },
  },
  {
    id: 'access-controller/same-again',
    title: 'decides the same of the same request, also when many ask at once',
    requirements: [],
    async run(fixture) {
      const requests = allOf(fixture);
      const first = await Promise.all(requests.map((request) => fixture.subject.decide(request)));
      const crowd = await Promise.all(
        Array.from({ length: 20 }, () => Promise.all(requests.map((request) => fixture.subject.decide(request)))),
      );
      const outcomes = (decisions: readonly AccessDecision[]) => decisions.map(({ outcome }) => outcome);
      for (const decisions of crowd) assert.deepEqual(outcomes(decisions), outcomes(first));
    },
  },
  {
    id: 'access-controller/malformed-credentials',
    title: 'decides of malformed credentials instead of failing, and lets them do nothing that nobody may do',
    requirements: ['BAD-096'],
    async run(fixture) {
      const values = ['', 'Basic', 'Basic !!!', 'Basic Og==', 'Bearer', 'Bearer x.y.z', 'x'.repeat(8000), '\u00e9'];
      for (const authorization of values)
        for (const request of fixture.challenged ?? []) {
          const { outcome } = await fixture.subject.decide({ ...request, authorization });
          assert.notEqual(outcome, 'granted', `with ${JSON.stringify(authorization.slice(0, 40))}`);
        }
      for (const authorization of values) await fixture.subject.decide({ authorization, scopes: [] });
    },
  },
];
