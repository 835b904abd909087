import { authorOf } from '../src/context/author.js';

describe('the author of a change', () => {
  it('has the address, the credential and the rule of the operation', () => {
    const identity = { kind: 'robot', name: 'ci', groups: ['builds'], credential: 'credential 1' } as const;
    const client = { address: '192.0.2.1', userAgent: 'docker/28.0' };
    expect(authorOf({ identity, requestId: 'request 1', client, rule: 'rule 1' })).toEqual({
      actor: { kind: 'robot', name: 'ci' },
      requestId: 'request 1',
      credential: 'credential 1',
      rule: 'rule 1',
      address: '192.0.2.1',
    });
  });

  it('has only the known fields', () => {
    const author = authorOf({ identity: { kind: 'anonymous' }, requestId: 'request 2' });
    expect(author).toStrictEqual({ actor: { kind: 'anonymous' }, requestId: 'request 2' });
  });
});
