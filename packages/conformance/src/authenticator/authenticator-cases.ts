import assert from 'node:assert/strict';
import { type Authentication, actorOf } from '@lading/core';
import type { ConformanceCase } from '../case.js';
import { requestWith } from './authentication-request.js';
import type { AuthenticatorFixture, RequestFields } from './authenticator-fixture.js';
import { challengeCases } from './challenge-cases.js';

export type AuthenticatorCase = ConformanceCase<AuthenticatorFixture>;

function ask({ subject }: AuthenticatorFixture, fields: RequestFields): Promise<Authentication> {
  return Promise.resolve(subject.authenticate(requestWith(fields)));
}

/** An answer in a form that can be compared. `current` may be a different function each time. */
function comparable(answer: Authentication): unknown {
  return answer.outcome === 'identified' ? { ...answer, current: answer.current?.() } : answer;
}

function allOf({ identified, rejected = [], unknown = [] }: AuthenticatorFixture): RequestFields[] {
  return [...identified.map(({ fields }) => fields), ...rejected, ...unknown, {}];
}

const malformed = [
  '',
  'Basic',
  'Basic !!!',
  'Basic Og==',
  'Bearer',
  'Bearer x.y.z',
  'x'.repeat(8000),
  '\u00e9',
  ' ',
  '=;',
];

/** Every promise of the port `Authenticator`. */
export const authenticatorCases: readonly AuthenticatorCase[] = [
  {
    id: 'authenticator/identified',
    title: 'says whom valid credentials belong to',
    requirements: ['AUTH-01'],
    async run(fixture) {
      assert.ok(fixture.identified.length > 0, 'the fixture has valid credentials');
      for (const { fields, identity } of fixture.identified) {
        const answer = await ask(fixture, fields);
        assert.ok(answer.outcome === 'identified', `${identity.name} is identified`);
        assert.deepEqual(actorOf(answer.identity), actorOf(identity));
        assert.notEqual(answer.identity.kind, 'system', 'no client is the registry itself');
      }
    },
  },
  {
    id: 'authenticator/current',
    title: 'names the same client when its answer is asked again, if the answer has `current`',
    requirements: ['AUTH-01'],
    async run(fixture) {
      for (const { fields, identity } of fixture.identified) {
        const answer = await ask(fixture, fields);
        assert.ok(answer.outcome === 'identified', `${identity.name} is identified`);
        if (answer.current === undefined) continue;
        for (const _ of ['once', 'again']) assert.deepEqual(answer.current(), answer.identity);
      }
    },
  },
  {
    id: 'authenticator/unknown',
    title: 'leaves requests without credentials of its kind to the next authenticator',
    requirements: ['AUTH-01'],
    async run(fixture) {
      for (const fields of [{}, ...(fixture.unknown ?? [])]) {
        const { outcome } = await ask(fixture, fields);
        assert.equal(outcome, 'unknown', `with ${Object.keys(fields).join(', ') || 'no field'}`);
      }
    },
  },
  {
    id: 'authenticator/rejected',
    title: 'rejects wrong credentials with a reason that does not repeat them',
    requirements: ['AUTH-01'],
    async run(fixture) {
      for (const fields of fixture.rejected ?? []) {
        const answer = await ask(fixture, fields);
        assert.equal(answer.outcome, 'rejected');
        const reason = answer.outcome === 'rejected' ? answer.reason : '';
        assert.ok(reason.length > 0, 'a reason is given');
        for (const value of Object.values(fields)) assert.ok(!reason.includes(value), 'the reason has no credentials');
      }
    },
  },
  {
    id: 'authenticator/malformed-credentials',
    title: 'answers malformed credentials instead of failing, and takes them for nobody',
    requirements: ['BAD-096'],
    async run(fixture) {
      const names = new Set([
        'authorization',
        'cookie',
        ...fixture.identified.flatMap(({ fields }) => Object.keys(fields)),
      ]);
      for (const name of names)
        for (const value of malformed) {
          const { outcome } = await ask(fixture, { [name]: value });
          assert.notEqual(outcome, 'identified', `with ${name}: ${JSON.stringify(value.slice(0, 40))}`);
        }
    },
  },
  {
    id: 'authenticator/same-again',
    title: 'answers the same request in the same way, also when many ask at once',
    requirements: [],
    async run(fixture) {
      const requests = allOf(fixture);
      const askAll = () => Promise.all(requests.map(async (fields) => comparable(await ask(fixture, fields))));
      const first = await askAll();
      const crowd = await Promise.all(Array.from({ length: 20 }, askAll));
      for (const answers of crowd) assert.deepEqual(answers, first);
    },
  },
  {
    id: 'authenticator/aborted',
    title: 'ends when its signal has fired, and identifies nobody by wrong credentials then',
    requirements: [],
    async run({ subject, identified, rejected = [] }) {
      const askAborted = async (fields: RequestFields) =>
        (await subject.authenticate(requestWith(fields, AbortSignal.abort()))).outcome;
      await Promise.allSettled(identified.map(({ fields }) => askAborted(fields)));
      const outcomes = await Promise.allSettled(rejected.map(askAborted));
      for (const outcome of outcomes)
        assert.ok(outcome.status === 'rejected' || outcome.value !== 'identified', 'wrong credentials identify nobody');
    },
  },
  ...challengeCases,
];
