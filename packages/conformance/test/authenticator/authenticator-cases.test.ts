import type { Authentication, Authenticator, Identity } from '@lading/core';
import { authenticatorCases, describeAuthenticator, runCase } from '../../src/index.js';

type Authenticate = Authenticator['authenticate'];
const ada = { outcome: 'identified', identity: { kind: 'user', name: 'ada' } } as const satisfies Authentication;
const wrongPassword: Authentication = { outcome: 'rejected', reason: 'the password is wrong' };
const unknown: Authentication = { outcome: 'unknown' };

const right: Authenticate = async (request) => {
  const given = request.field('authorization');
  if (given === undefined || given === '' || given.startsWith('Bearer')) return unknown;
  return given === 'Basic right' ? ada : wrongPassword;
};
const challenge: Authenticator['challenge'] = () => ({ scheme: 'Basic', parameters: { realm: 'r' } });

const fixtureOf = (parts: Partial<Authenticator>) => async () => ({
  subject: { authenticate: right, challenge, ...parts } as Authenticator,
  identified: [{ fields: { authorization: 'Basic right' }, identity: { kind: 'user', name: 'ada' } as const }],
  rejected: [{ authorization: 'Basic wrong' }],
  unknown: [{ authorization: 'Bearer token' }],
});

describeAuthenticator('an authenticator that is right', fixtureOf({}));
const withCurrent =
  (current: () => Identity | undefined): Authenticate =>
  async (request) => {
    const answer = await right(request);
    return answer.outcome === 'identified' ? { ...answer, current: () => current() } : answer;
  };
describeAuthenticator(
  'an authenticator that is asked again',
  fixtureOf({ authenticate: withCurrent(() => ada.identity) }),
);

let asked = 0;
const wrong: readonly (readonly [fault: string, parts: Partial<Authenticator>, id: string])[] = [
  ['knows nobody', { authenticate: () => unknown }, 'identified'],
  [
    'takes everybody for the registry',
    { authenticate: () => ({ outcome: 'identified', identity: { kind: 'system', name: 'ada' } }) },
    'identified',
  ],
  ['knows nobody when it is asked again', { authenticate: withCurrent(() => undefined) }, 'current'],
  [
    'names somebody else when it is asked again',
    { authenticate: withCurrent(() => ({ kind: 'user', name: 'ben' })) },
    'current',
  ],
  [
    'rejects requests without credentials',
    { authenticate: (request) => (request.field('authorization') === undefined ? wrongPassword : right(request)) },
    'unknown',
  ],
  ['lets a wrong password pass', { authenticate: () => ada }, 'rejected'],
  [
    'repeats the credentials',
    {
      authenticate: (request) => ({ outcome: 'rejected', reason: `no such user: ${request.field('authorization')}` }),
    },
    'rejected',
  ],
  [
    'fails on malformed credentials',
    {
      authenticate: async (request) => {
        if (request.field('authorization') === 'Basic') throw new TypeError('no colon');
        return right(request);
      },
    },
    'malformed-credentials',
  ],
  [
    'lets empty credentials in',
    {
      authenticate: async (request) => (request.field('authorization') === 'Basic Og==' ? ada : right(request)),
    },
    'malformed-credentials',
  ],
  [
    'rejects each third request',
    { authenticate: async (request) => (++asked % 3 > 0 ? right(request) : wrongPassword) },
    'same-again',
  ],
  [
    'lets everybody in when the client has left',
    { authenticate: async (request) => (request.signal.aborted ? ada : right(request)) },
    'aborted',
  ],
  [
    'never ends when the client has left',
    { authenticate: (request) => (request.signal.aborted ? new Promise(() => {}) : right(request)) },
    'aborted',
  ],
  ['breaks the line', { challenge: () => ({ scheme: 'Basic', parameters: { realm: 'a\r\nb' } }) }, 'challenge'],
  ['has a scheme of two words', { challenge: () => ({ scheme: 'Basic realm', parameters: {} }) }, 'challenge'],
  [
    'gives the version check a scope',
    { challenge: () => ({ scheme: 'Bearer', parameters: { realm: 'r', scope: 'a' } }) },
    'version-check',
  ],
  [
    'challenges the version check in another way than a push',
    { challenge: ({ scopes }) => ({ scheme: scopes.length === 0 ? 'Bearer' : 'Basic', parameters: { realm: 'r' } }) },
    'version-check',
  ],
];

describe('the cases of Authenticator', () => {
  it.each(wrong)('tell of one that %s', async (_fault, parts, id) => {
    const oneCase = authenticatorCases.find((each) => each.id === `authenticator/${id}`);
    expect(oneCase).toBeDefined();
    await expect(runCase(oneCase as (typeof authenticatorCases)[0], fixtureOf(parts), 500)).rejects.toThrow();
  });
});
