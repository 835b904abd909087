import { describeAccessController } from '@lading/conformance';
import { allowEveryone, parseRepositoryName } from '@lading/core';

describeAccessController('allowEveryone', async () => ({
  subject: allowEveryone(),
  granted: [
    { authorization: undefined, scopes: [] },
    {
      authorization: 'Basic anything',
      scopes: [{ type: 'repository', name: parseRepositoryName('a/b'), actions: ['pull', 'push', 'delete'] }],
    },
    { authorization: undefined, scopes: [{ type: 'registry', name: 'catalog', actions: ['*'] }] },
  ],
  dispose: async () => undefined,
}));
