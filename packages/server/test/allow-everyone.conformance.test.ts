import { describeAuthorizer } from '@lading/conformance';
import { type AccessScope, allowEveryone, anonymous, parseRepositoryName } from '@lading/core';

const everything: readonly (readonly AccessScope[])[] = [
  [],
  [{ type: 'repository', name: parseRepositoryName('a/b'), actions: ['pull', 'push', 'delete'] }],
  [{ type: 'registry', name: 'catalog', actions: ['*'] }],
];

describeAuthorizer('allowEveryone', async () => ({
  subject: allowEveryone().authorizer,
  allowed: everything.flatMap((scopes) => [
    { identity: anonymous, scopes },
    { identity: { kind: 'user', name: 'ada' }, scopes },
  ]),
  dispose: async () => undefined,
}));

it('allowEveryone authenticates nobody', () => {
  expect(allowEveryone().authenticators).toEqual([]);
});
