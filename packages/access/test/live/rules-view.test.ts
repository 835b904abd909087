import { type AccessRule, type Identity, isVisible, parseRepositoryName, type Right } from '@lading/core';
import { viewOf } from '../support/view-of.js';

const pull = (where: string, who: AccessRule['who'] = ['user:ada']): AccessRule => ({
  effect: 'allow',
  who,
  where: [where],
  what: ['pull'],
});
const ada = { kind: 'user', name: 'ada' } as const;
const team = parseRepositoryName('team/app');

function may(view: ReturnType<typeof viewOf>, identity: Identity, right: Right, name: string): boolean {
  return view.decide({ identity, repository: parseRepositoryName(name), right, address: '10.0.0.1' }).isAllowed;
}

describe('decide', () => {
  it('denies a request that no rule allows', () => {
    expect(viewOf({}).decide({ identity: ada, repository: team, right: 'pull', address: '' })).toEqual({
      isAllowed: false,
      isOutOfScope: false,
    });
  });

  it('lets one denial win over all that allow, and names it', () => {
    const deny = { ...pull('team/**'), effect: 'deny' } as const;
    const view = viewOf({}, [pull('**'), deny, pull('team/app')]);
    expect(view.decide({ identity: ada, repository: team, right: 'pull', address: '' })).toEqual({
      isAllowed: false,
      rule: 'file:1',
      isOutOfScope: false,
    });
    expect(may(view, ada, 'pull', 'other/app')).toBe(true);
  });

  it('names the first rule that allows: those of the file come before those of the database', () => {
    const view = viewOf({ rules: [{ ...pull('team/*'), id: 'a' }] }, [pull('other'), pull('team/**'), pull('**')]);
    expect(view.decide({ identity: ada, repository: team, right: 'pull', address: '' }).rule).toBe('file:1');
  });

  it('[A61] does not take a repository for another whose name begins in the same way', () => {
    const view = viewOf({}, [pull('team/a')]);
    expect(['team/a', 'team/ab', 'team/a/b', 'team', 'xteam/a'].filter((name) => may(view, ada, 'pull', name))).toEqual(
      ['team/a'],
    );
  });

  it('takes ** for one or more segments, and * for one', () => {
    const view = viewOf({}, [pull('team/**'), pull('lib/*')]);
    const names = ['team', 'team/a', 'team/a/b', 'lib', 'lib/a', 'lib/a/b'];
    expect(names.filter((name) => may(view, ada, 'pull', name))).toEqual(['team/a', 'team/a/b', 'lib/a']);
  });

  it('lets pull include list, and admin include all, within its pattern only', () => {
    const view = viewOf({}, [pull('team/**'), { ...pull('lib/**'), what: ['admin'] }]);
    const rights = ['list', 'pull', 'push', 'delete', 'admin'] as const;
    expect(rights.filter((right) => may(view, ada, right, 'team/a'))).toEqual(['list', 'pull']);
    expect(rights.filter((right) => may(view, ada, right, 'lib/a'))).toEqual(rights);
    expect(rights.filter((right) => may(view, ada, right, 'other/a'))).toEqual([]);
  });

  it('takes {user} for the name of a user', () => {
    const view = viewOf({}, [pull('home/{user}/**', ['authenticated'])]);
    expect(may(view, ada, 'pull', 'home/ada/app')).toBe(true);
    expect(may(view, ada, 'pull', 'home/bob/app')).toBe(false);
  });

  it.each([
    ['a user called *', { kind: 'user', name: '*' } as const],
    ['a user called **', { kind: 'user', name: '**' } as const],
    ['a user whose name has a slash', { kind: 'user', name: 'ada/app' } as const],
    ['a robot with the name of a user', { kind: 'robot', name: 'ada' } as const],
    ['a workload with the name of a user', { kind: 'workload', name: 'ada' } as const],
  ])('does not take {user} for %s', (_, identity) => {
    const view = viewOf({}, [pull('home/{user}/**', ['authenticated'])]);
    expect(may(view, identity, 'pull', 'home/ada/app')).toBe(false);
    expect(may(view, identity, 'pull', 'home/ada/app/x')).toBe(false);
  });

  it('tells users, robots and workloads of one name apart', () => {
    const view = viewOf({}, [pull('**', ['robot:ada'])]);
    const kinds = ['user', 'robot', 'workload'] as const;
    expect(kinds.filter((kind) => may(view, { kind, name: 'ada' }, 'pull', 'app'))).toEqual(['robot']);
  });

  it('takes every identity with a name for authenticated, and no anonymous one', () => {
    const view = viewOf({}, [pull('**', ['authenticated'])]);
    const kinds = ['user', 'robot', 'workload'] as const;
    expect(kinds.filter((kind) => may(view, { kind, name: 'ada' }, 'pull', 'app'))).toEqual(kinds);
    expect(may(view, { kind: 'anonymous' }, 'pull', 'app')).toBe(false);
  });

  it('ignores a place of a stored rule that is no pattern', () => {
    const view = viewOf({}, [{ ...pull('team/app'), where: ['Team', '', 'te*', 'team/app'] }]);
    expect(may(view, ada, 'pull', 'team/app')).toBe(true);
    expect(may(view, ada, 'pull', 'team')).toBe(false);
  });

  it('keeps few identities ready, and decides the same for those that it has forgotten', () => {
    const view = viewOf({}, [pull('**', ['user:u7'])]);
    for (let round = 0; round < 2; round += 1)
      for (let number = 0; number < 1500; number += 1)
        expect(may(view, { kind: 'user', name: `u${number}` }, 'pull', 'app')).toBe(number === 7);
  });
});

describe('credentials', () => {
  const credential = { id: 'c', owner: ada, description: 'laptop', hint: 'abcd' } as const;
  const users = [{ name: 'ada', isDisabled: false }];
  const withCredential = { ...ada, credential: 'c' };

  it('[A62] limits a wide owner to the scopes of the credential', () => {
    const scopes = [{ where: ['team/app'], what: ['pull'] }] as never;
    const view = viewOf({ users, credentials: [{ ...credential, scopes }] }, [{ ...pull('**'), what: ['admin'] }]);
    expect(may(view, ada, 'push', 'team/app')).toBe(true);
    expect(may(view, withCredential, 'pull', 'team/app')).toBe(true);
    expect(may(view, withCredential, 'pull', 'team/other')).toBe(false);
    expect(view.decide({ identity: withCredential, repository: team, right: 'push', address: '' })).toEqual({
      isAllowed: false,
      rule: 'file:0',
      isOutOfScope: true,
    });
  });

  it('[A63] gives a wide credential no more than its owner has now', () => {
    const scopes = [{ where: ['**'], what: ['admin'] }] as never;
    const view = viewOf({ users, credentials: [{ ...credential, scopes }] }, [pull('team/*')]);
    expect(may(view, withCredential, 'pull', 'team/app')).toBe(true);
    expect(may(view, withCredential, 'push', 'team/app')).toBe(false);
    expect(may(viewOf({ users, credentials: [credential] }), withCredential, 'pull', 'team/app')).toBe(false);
  });

  it('allows nothing with empty scopes', () => {
    const view = viewOf({ users, credentials: [{ ...credential, scopes: [] }] }, [pull('**')]);
    expect(may(view, withCredential, 'pull', 'team/app')).toBe(false);
    expect(view.visibleRepositories(withCredential, '').allow).toEqual([]);
  });

  it.each([
    ['unknown', []],
    ['revoked', [{ ...credential, revokedAt: new Date(0) }]],
    ['expired', [{ ...credential, expiresAt: new Date(1000) }]],
    ['of another account', [{ ...credential, owner: { kind: 'robot', name: 'ada' } as const }]],
  ])('does not identify by a credential that is %s, and allows nothing with it', (_, credentials) => {
    const view = viewOf({ users, credentials }, [pull('**')], { now: () => 1000 });
    expect(view.identify({ ...ada, credential: 'c' })).toBeUndefined();
    expect(may(view, withCredential, 'pull', 'team/app')).toBe(false);
    expect(view.visibleRepositories(withCredential, '')).toEqual({ allow: [] });
  });

  it('judges the expiry by the time of the question, not by that of the state', () => {
    let time = 999;
    const credentials = [{ ...credential, expiresAt: new Date(1000) }];
    const view = viewOf({ users, credentials }, [pull('**')], { now: () => time });
    expect(may(view, withCredential, 'pull', 'team/app')).toBe(true);
    time = 1000;
    expect(may(view, withCredential, 'pull', 'team/app')).toBe(false);
    expect(view.identify({ ...ada, credential: 'c' })).toBeUndefined();
  });
});

describe('identify', () => {
  it('knows the users of the file and of the database, with their groups of both', () => {
    const view = viewOf(
      { users: [{ name: 'bob', isDisabled: false }], groups: [{ name: 'ops', members: ['ada', 'bob'] }] },
      [],
      { users: ['ada'], groups: new Map([['dev', ['ada']]]) },
    );
    expect(view.identify(ada)).toEqual({ ...ada, groups: ['dev', 'ops'] });
    expect(view.identify({ kind: 'user', name: 'bob' })).toEqual({ kind: 'user', name: 'bob', groups: ['ops'] });
    expect(view.identify({ kind: 'user', name: 'eve' })).toBeUndefined();
  });

  it('gives a robot no groups, even if a group has a member of its name', () => {
    const view = viewOf({ robots: [{ name: 'ada', namespace: '**' as never, isDisabled: false }] }, [], {
      groups: new Map([['dev', ['ada']]]),
    });
    expect(view.identify({ kind: 'robot', name: 'ada' })).toEqual({ kind: 'robot', name: 'ada', groups: [] });
    expect(view.identify(ada)).toBeUndefined();
  });

  it('does not know who is disabled, even if the file has the name, and allows it nothing', () => {
    const view = viewOf({ users: [{ name: 'ada', isDisabled: true }] }, [pull('**')], { users: ['ada'] });
    expect(view.identify(ada)).toBeUndefined();
    expect(may(view, ada, 'pull', 'team/app')).toBe(false);
    expect(view.visibleRepositories(ada, '')).toEqual({ allow: [] });
  });

  it('does not know a robot from the time at which it expires', () => {
    let time = 999;
    const robot = { name: 'ci', namespace: '**' as never, isDisabled: false, expiresAt: new Date(1000) };
    const view = viewOf({ robots: [robot] }, [pull('**', ['robot:ci'])], { now: () => time });
    expect(view.identify({ kind: 'robot', name: 'ci' })).toBeDefined();
    time = 1000;
    expect(view.identify({ kind: 'robot', name: 'ci' })).toBeUndefined();
    expect(may(view, { kind: 'robot', name: 'ci' }, 'pull', 'team/app')).toBe(false);
  });

  it('does not accept a claim from before the time before which nothing counts', () => {
    const view = viewOf({ users: [{ name: 'ada', isDisabled: false, notBefore: new Date(1000) }] });
    expect(view.identify({ ...ada, since: new Date(999) })).toBeUndefined();
    expect(view.identify({ ...ada, since: new Date(1000) })).toBeDefined();
    expect(view.identify(ada)).toBeDefined();
  });
});

describe('an account with the name of a deleted one', () => {
  it('does not get what the deleted one has proved', () => {
    const view = viewOf({ users: [{ name: 'ada', isDisabled: false, createdAt: new Date(100_000) }] });
    expect(view.identify({ ...ada, since: new Date(90_000) })).toBeUndefined();
    expect(view.identify({ ...ada, since: new Date(100_000) })).toBeDefined();
  });
});

describe('visibleRepositories', () => {
  it('[A73] hides repositories that are denied below a pattern that is allowed', () => {
    const deny = { ...pull('team/secret/**'), effect: 'deny' } as const;
    const filter = viewOf({}, [pull('team/**'), deny]).visibleRepositories(ada, '');
    const names = ['team/app', 'team/secret/key', 'other'].map(parseRepositoryName);
    expect(names.filter((name) => isVisible(name, filter))).toEqual(['team/app']);
  });

  it('is short: it leaves out patterns that others include', () => {
    const rules = [pull('**'), ...Array.from({ length: 1000 }, (_, number) => pull(`team/app-${number}`))];
    expect(viewOf({}, rules).visibleRepositories(ada, '')).toEqual({ allow: ['**'], deny: [] });
  });
});
