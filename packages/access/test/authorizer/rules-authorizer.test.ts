import { describeAuthorizer } from '@lading/conformance';
import { type AccessScope, anonymous, type Identity, parseRepositoryName, type RepositoryAction } from '@lading/core';
import { RulesAuthorizer } from '../../src/authorizer/rules-authorizer.js';
import { viewOf } from '../support/view-of.js';

const rules = [
  { effect: 'allow', who: ['anonymous', 'authenticated'], where: ['public/**'], what: ['pull'] },
  { effect: 'allow', who: ['group:dev'], where: ['team/**'], what: ['pull', 'push'] },
  { effect: 'deny', who: ['group:dev'], where: ['team/secret/**'], what: ['list', 'pull', 'push'] },
  { effect: 'allow', who: ['robot:ci'], where: ['team/app'], what: ['pull', 'push', 'delete'] },
] as const;
const ada: Identity = { kind: 'user', name: 'ada', groups: ['dev'] };
const ci: Identity = { kind: 'robot', name: 'ci' };
const [app, secret, library] = ['team/app', 'team/secret/key', 'public/library'].map(parseRepositoryName) as [
  ReturnType<typeof parseRepositoryName>,
  ReturnType<typeof parseRepositoryName>,
  ReturnType<typeof parseRepositoryName>,
];
const catalog: AccessScope = { type: 'registry', name: 'catalog', actions: ['*'] };
const scope = (name: typeof app, ...actions: RepositoryAction[]): AccessScope => ({
  type: 'repository',
  name,
  actions,
});

const authorizer = (...args: Parameters<typeof viewOf>) => new RulesAuthorizer({ view: viewOf(...args) });

function ask(subject: RulesAuthorizer, identity: Identity, scopes: readonly AccessScope[], hasCredentials = true) {
  const client = { address: '127.0.0.1' };
  return subject.authorize({ identity, client, scopes, hasCredentials, signal: new AbortController().signal });
}

describeAuthorizer('RulesAuthorizer', async () => ({
  subject: authorizer({}, rules),
  allowed: [
    { identity: anonymous, scopes: [scope(library, 'pull')] },
    { identity: anonymous, scopes: [catalog] },
    { identity: ada, scopes: [scope(app, 'pull', 'push')] },
    { identity: ada, scopes: [scope(app, 'push'), scope(library, 'pull')] },
    { identity: ci, scopes: [scope(app, 'delete')] },
  ],
  denied: [
    { identity: anonymous, scopes: [scope(library, 'push')] },
    { identity: anonymous, scopes: [scope(app, 'pull')] },
    { identity: ada, scopes: [scope(app, 'delete')] },
    { identity: ada, scopes: [scope(secret, 'pull')] },
    { identity: ada, scopes: [scope(app, 'pull'), scope(secret, 'pull')] },
    { identity: ci, scopes: [scope(app, 'pull', 'push'), scope(library, 'push')] },
  ],
  views: [
    { identity: anonymous, visible: [library], hidden: [app, secret] },
    { identity: ada, visible: [library, app], hidden: [secret] },
    { identity: ci, visible: [library, app], hidden: [secret, parseRepositoryName('team/other')] },
  ],
}));

describe('RulesAuthorizer', () => {
  it('says who may not do what, and which rule decides', () => {
    const subject = authorizer({}, rules);
    expect(ask(subject, ada, [scope(secret, 'push')])).toEqual({
      outcome: 'denied',
      reason: 'ada may not push to team/secret/key',
      rule: 'file:2',
    });
    expect(ask(subject, ci, [scope(library, 'push')])).toEqual({
      outcome: 'denied',
      reason: 'robot ci may not push to public/library',
    });
    expect(ask(subject, anonymous, [scope(app, 'pull')])).toEqual({
      outcome: 'denied',
      reason: 'anonymous clients may not pull from team/app',
    });
    expect(ask(subject, ada, [scope(app, 'push')])).toEqual({ outcome: 'allowed', rule: 'file:1' });
  });

  it('says that a credential is limited, without a rule', () => {
    const credential = {
      id: 'c',
      owner: { kind: 'user', name: 'ada' } as const,
      description: '',
      hint: '',
      scopes: [{ where: ['team/app' as never], what: ['pull'] as const }],
    };
    expect(
      ask(authorizer({ credentials: [credential] }, rules), { ...ada, credential: 'c' }, [scope(app, 'push')]),
    ).toEqual({ outcome: 'denied', reason: 'ada may not push to team/app with this credential' });
  });

  it('lets everybody with credentials, and nobody else, pass the version check', () => {
    const everything = authorizer({}, [
      { effect: 'allow', who: ['anonymous', 'authenticated'], where: ['**'], what: ['admin'] },
    ]);
    expect(ask(everything, anonymous, [], false)).toEqual({
      outcome: 'denied',
      reason: 'anonymous clients must sign in',
    });
    expect(ask(everything, anonymous, [], true)).toEqual({ outcome: 'allowed' });
    expect(ask(authorizer({}), ada, [], true)).toEqual({ outcome: 'allowed' });
  });

  it('shows lists to those who may see a repository', () => {
    expect(ask(authorizer({}, rules), ci, [catalog])).toEqual({ outcome: 'allowed' });
    expect(ask(authorizer({}), ci, [catalog])).toEqual({
      outcome: 'denied',
      reason: 'robot ci may not list repositories',
    });
  });

  it('denies a scope without actions', () => {
    expect(ask(authorizer({}, rules), ada, [scope(app)]).outcome).toBe('denied');
  });

  it('[A68] answers by the current view, so a right that is revoked during an upload is denied at its end', () => {
    const live = { view: viewOf({}, rules) };
    const subject = new RulesAuthorizer(live);
    expect(ask(subject, ada, [scope(app, 'push')]).outcome).toBe('allowed');
    live.view = viewOf({});
    expect(ask(subject, ada, [scope(app, 'push')]).outcome).toBe('denied');
  });
});
