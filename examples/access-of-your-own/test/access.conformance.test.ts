import { describeAuthenticator, describeAuthorizer } from '@lading/conformance';
import { type AccessScope, anonymous, parseRepositoryName } from '@lading/core';
import { hashOf, KeyAuthenticator } from '../src/key-authenticator.js';
import { TeamAuthorizer } from '../src/team-authorizer.js';

const ada = { kind: 'user', name: 'ada', groups: ['engines'] } as const;
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

describeAuthenticator('KeyAuthenticator', async () => ({
  subject: new KeyAuthenticator(new Map([[hashOf('key-of-ada'), ada]])),
  identified: [
    { fields: basic('ada:key-of-ada'), identity: ada },
    { fields: basic(':key-of-ada'), identity: ada },
  ],
  rejected: [basic('ada:wrong'), basic(`ada:${hashOf('key-of-ada')}`)],
  unknown: [basic(':'), { authorization: 'Bearer token' }, { cookie: 'key-of-ada' }],
}));

function may(action: 'pull' | 'push', name: string): AccessScope {
  return { type: 'repository', name: parseRepositoryName(name), actions: [action] };
}

describeAuthorizer('TeamAuthorizer', async () => ({
  subject: new TeamAuthorizer(),
  allowed: [
    { identity: anonymous, scopes: [may('pull', 'public/app')] },
    { identity: ada, scopes: [] },
    { identity: ada, scopes: [may('pull', 'engines/difference'), may('push', 'engines/difference')] },
    { identity: ada, scopes: [{ type: 'registry', name: 'catalog', actions: ['*'] }] },
  ],
  denied: [
    { identity: anonymous, scopes: [may('push', 'public/app')] },
    { identity: anonymous, scopes: [may('pull', 'engines/difference')] },
    { identity: ada, scopes: [may('push', 'public/app')] },
    { identity: ada, scopes: [may('pull', 'engines2/difference')] },
  ],
  views: [
    {
      identity: ada,
      visible: [parseRepositoryName('engines/difference'), parseRepositoryName('public/app')],
      hidden: [parseRepositoryName('others/app')],
    },
  ],
}));
