import { allowEveryone, parseRepositoryName } from '../../src/index.js';

describe('allowEveryone', () => {
  it('grants everything to nobody in particular', async () => {
    const name = parseRepositoryName('a');
    const scopes = [{ type: 'repository', name, actions: ['delete'] }] as const;
    expect(await allowEveryone().decide({ authorization: undefined, scopes })).toEqual({
      outcome: 'granted',
      principal: undefined,
    });
  });
});
