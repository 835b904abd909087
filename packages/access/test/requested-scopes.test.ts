import { randomBytes } from 'node:crypto';
import { MemoryAccessStore } from '@lading/storage';
import { createAccess } from '../src/index.js';
import { ownService } from './support/own-service.js';

const ada = { kind: 'user', name: 'ada' } as const;

/** The access of a token for ada, who may pull below `team` and push to `team/app`. */
async function granted(...scopes: string[]) {
  const access = await createAccess({
    store: new MemoryAccessStore(),
    files: {
      rules: [
        { effect: 'allow', who: ['user:ada'], where: ['team/**'], what: ['pull'] },
        { effect: 'allow', who: ['user:ada'], where: ['team/app'], what: ['push'] },
      ],
    },
    tokens: { service: 'registry', issuer: 'https://registry.example.com', sealingKeys: [randomBytes(32)] },
  });
  const { access: found } = await ownService(access).issue({ identity: ada, address: '127.0.0.1', scopes });
  await access.close();
  return found.map(({ type, name, actions }) => `${type}:${name}:${actions.join(',')}`);
}

describe('a token', () => {
  it('[A56] gives a reader who asks for * the action pull only', async () => {
    expect(await granted('repository:team/lib:*')).toEqual(['repository:team/lib:pull']);
    expect(await granted('repository:team/app:*')).toEqual(['repository:team/app:pull,push']);
  });

  it('[A57] takes a repository with a class for that repository', async () => {
    expect(await granted('repository(plugin):team/lib:pull')).toEqual(['repository:team/lib:pull']);
  });

  it('[A58] does not take a part of a name with a port for the name', async () => {
    expect(await granted('repository:team/app:5000/b:pull', 'repository:a:5000/team/app:pull')).toEqual([]);
  });

  it('[A60] leaves out texts that are not a scope of a repository', async () => {
    const others = [
      'repository:../team/lib:pull',
      'repository:team/lib:PULL',
      'repository:team/lib:',
      'repository:team/lib',
    ];
    expect(await granted(...others, 'repository:team/lib:pull')).toEqual(['repository:team/lib:pull']);
  });

  it('[A61] gives no scope of a repository whose name only begins as one that is allowed', async () => {
    expect(
      await granted('repository:team/app:push', 'repository:team/app2:push', 'repository:team/app/x:push'),
    ).toEqual(['repository:team/app:push']);
  });
});
