import {
  type AccessScope,
  type Authorization,
  type Authorizer,
  anonymous,
  everyRepository,
  type Identity,
  parseRepositoryName,
  parseRepositoryPattern,
  type RepositoryPattern,
} from '@lading/core';
import { authorizerCases, describeAuthorizer, runCase } from '../../src/index.js';

const ada: Identity = { kind: 'user', name: 'ada' };
const allowed: Authorization = { outcome: 'allowed' };
const denied: Authorization = { outcome: 'denied', reason: 'not for you' };

function pull(name: string): AccessScope {
  return { type: 'repository', name: parseRepositoryName(name), actions: ['pull'] };
}

const isAdas = ({ name }: AccessScope) => name.startsWith('ada/');
const right: Authorizer = {
  authorize: ({ identity, scopes }) => (identity.kind === 'user' && scopes.every(isAdas) ? allowed : denied),
  visibleRepositories: ({ identity }) => ({
    allow: identity.kind === 'user' ? [parseRepositoryPattern(`${identity.name}/**`)] : [],
  }),
};

const fixtureOf = (parts: Partial<Authorizer>) => async () => ({
  subject: { ...right, ...parts },
  allowed: [
    { identity: ada, scopes: [] },
    { identity: ada, scopes: [pull('ada/app')] },
  ],
  denied: [
    { identity: anonymous, scopes: [pull('ada/app')] },
    { identity: ada, scopes: [pull('eve/app')] },
  ],
  views: [{ identity: ada, visible: [parseRepositoryName('ada/app')], hidden: [parseRepositoryName('eve/app')] }],
});

describeAuthorizer('an authorizer that is right', fixtureOf({}));

let asked = 0;
const wrong: readonly (readonly [fault: string, parts: Partial<Authorizer>, id: string])[] = [
  ['lets nobody in', { authorize: () => denied }, 'allowed'],
  ['lets everybody in', { authorize: () => allowed }, 'denied'],
  ['gives no reason', { authorize: () => ({ outcome: 'denied', reason: '' }) }, 'denied'],
  [
    'allows what is half allowed',
    { authorize: ({ scopes }) => (scopes.some(isAdas) ? allowed : denied) },
    'all-scopes',
  ],
  [
    'looks at the last scope alone',
    { authorize: ({ scopes }) => (scopes.slice(-1).every(isAdas) ? allowed : denied) },
    'all-scopes',
  ],
  [
    'lets everybody pass the version check',
    { authorize: (request) => (request.scopes.length === 0 ? allowed : right.authorize(request)) },
    'version-check',
  ],
  [
    'lets each third request in',
    { authorize: (request) => (++asked % 3 > 0 ? right.authorize(request) : allowed) },
    'same-again',
  ],
  ['shows everything', { visibleRepositories: () => everyRepository }, 'visible-repositories'],
  ['shows nothing', { visibleRepositories: () => ({ allow: [] }) }, 'visible-repositories'],
  [
    'shows by a pattern that is none',
    { visibleRepositories: () => ({ allow: ['ada/*', 'ada*' as RepositoryPattern] as RepositoryPattern[] }) },
    'visible-repositories',
  ],
];

describe('the cases of Authorizer', () => {
  it.each(wrong)('tell of one that %s', async (_fault, parts, id) => {
    const oneCase = authorizerCases.find((each) => each.id === `authorizer/${id}`);
    expect(oneCase).toBeDefined();
    await expect(runCase(oneCase as (typeof authorizerCases)[0], fixtureOf(parts))).rejects.toThrow();
  });
});
