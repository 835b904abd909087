import { describeAuthorizer } from '@lading/conformance';
import { type AccessScope, anonymous, type Identity, parseRepositoryName } from '@lading/core';
import { ExternalAuthorizer } from '../../src/authorizer/external-authorizer.js';
import { RulesAuthorizer } from '../../src/authorizer/rules-authorizer.js';
import { viewOf } from '../support/view-of.js';

const app = parseRepositoryName('team/app');
const push: AccessScope = { type: 'repository', name: app, actions: ['push'] };
const view = viewOf(
  {
    users: [
      { name: 'ada', isDisabled: false },
      { name: 'eve', isDisabled: true },
    ],
  },
  [{ effect: 'allow', who: ['user:ada'], where: ['team/*'], what: ['pull'] }],
  { users: ['bob'] },
);
const rules = new RulesAuthorizer({ view });
const hasAccount = (user: string) => view.accounts.hasUser(user);
const subject = new ExternalAuthorizer(rules, { hasAccount, hasRules: () => false });
const user = (name: string, credential?: string): Identity => ({ kind: 'user', name, credential });

function ask(authorizer: ExternalAuthorizer, identity: Identity, scopes: readonly AccessScope[]) {
  const client = { address: '127.0.0.1' };
  return authorizer.authorize({ identity, client, scopes, hasCredentials: true, signal: new AbortController().signal });
}

describeAuthorizer('ExternalAuthorizer', async () => ({
  subject,
  allowed: [
    { identity: user('of-the-issuer'), scopes: [push] },
    { identity: user('ada'), scopes: [{ type: 'repository', name: app, actions: ['pull'] }] },
  ],
  denied: [
    { identity: anonymous, scopes: [push] },
    { identity: user('ada'), scopes: [push] },
    { identity: user('bob'), scopes: [push] },
    { identity: user('eve'), scopes: [push] },
    { identity: user('of-the-issuer', 'credential'), scopes: [push] },
    { identity: { kind: 'robot', name: 'ci' }, scopes: [push] },
  ],
  views: [
    { identity: user('of-the-issuer'), visible: [app], hidden: [] },
    { identity: user('ada'), visible: [app], hidden: [parseRepositoryName('other')] },
    { identity: user('bob'), visible: [], hidden: [app] },
    { identity: anonymous, visible: [], hidden: [app] },
  ],
}));

describe('ExternalAuthorizer', () => {
  it('lets a token for nobody decide too', () => {
    expect(ask(subject, anonymous, [push])).toEqual({ outcome: 'allowed' });
  });

  it('asks the rules of the file about everybody, if there are any', () => {
    const withRules = new ExternalAuthorizer(rules, { hasAccount, hasRules: () => true });
    for (const identity of [anonymous, user('of-the-issuer')])
      expect(ask(withRules, identity, [push])).toMatchObject({ outcome: 'denied' });
  });
});
