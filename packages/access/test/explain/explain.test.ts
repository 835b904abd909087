import { type AccessRule, parseRepositoryName, type Right } from '@lading/core';
import { explain } from '../../src/explain/explain.js';
import { viewOf } from '../support/view-of.js';

const rule = (members: Partial<AccessRule>): AccessRule => ({
  effect: 'allow',
  who: ['user:ada'],
  where: ['team/**'],
  what: ['pull'],
  ...members,
});
const ada = { kind: 'user', name: 'ada' } as const;

function explained(rules: readonly AccessRule[], more: { readonly right?: Right; readonly credential?: string } = {}) {
  const credential = {
    id: 'c',
    owner: ada,
    description: '',
    hint: '',
    scopes: [{ where: ['lib/**' as never], what: ['admin'] as const }],
  };
  const view = viewOf({ users: [{ name: 'ada', isDisabled: false }], credentials: [credential] }, rules, {
    now: () => 1000,
  });
  const { question, ...explanation } = explain(view, {
    identity: { ...ada, credential: more.credential },
    repository: parseRepositoryName('team/app'),
    right: more.right ?? 'pull',
    address: '10.0.0.1',
  });
  return explanation;
}

const ids = (rules: readonly { readonly id: string }[]) => rules.map(({ id }) => id);

describe('explain', () => {
  it('names all rules that allow and all that deny', () => {
    const { text, allowing, denying, decision } = explained([
      rule({}),
      rule({ effect: 'deny' }),
      rule({ where: ['**'] }),
      rule({ effect: 'deny', who: ['authenticated'] }),
      rule({ what: ['push'] }),
    ]);
    expect(decision).toEqual({ isAllowed: false, rule: 'file:1', isOutOfScope: false });
    expect([ids(allowing), ids(denying)]).toEqual([
      ['file:0', 'file:2'],
      ['file:1', 'file:3'],
    ]);
    expect(text).toBe('user:ada may not pull from team/app: rule file:1 denies it.');
  });

  it('says which rule allows it', () => {
    expect(explained([rule({})]).text).toBe('user:ada may pull from team/app: rule file:0 allows it.');
  });

  it('says that the scopes of the credential cut it off', () => {
    const { text, cutOffBy } = explained([rule({})], { credential: 'c' });
    expect(cutOffBy).toBe('scopes');
    expect(text).toBe(
      'user:ada may not pull from team/app: rule file:0 allows it, but the scopes of the credential do not.',
    );
  });

  it('says that the credential is not valid', () => {
    const { text, cutOffBy } = explained([rule({})], { credential: 'other' });
    expect(cutOffBy).toBe('credential');
    expect(text).toBe(
      'user:ada may not pull from team/app: the credential is revoked or expired, or belongs to another account.',
    );
  });

  it('says that the account is disabled', () => {
    const view = viewOf({ users: [{ name: 'ada', isDisabled: true }] }, [rule({})]);
    const question = {
      identity: ada,
      repository: parseRepositoryName('team/app'),
      right: 'pull',
      address: '',
    } as const;
    expect(explain(view, question)).toMatchObject({ cutOffBy: 'account', decision: { isAllowed: false } });
  });

  it.each([
    ['who', rule({ who: ['group:dev'] }), 'is for group:dev, not for user:ada'],
    ['where', rule({ where: ['lib/**'] }), 'is for lib/**, which does not match team/app'],
    ['what', rule({ what: ['push'] }), 'allows push, not pull'],
    [
      'when',
      rule({ when: { addresses: ['192.168.0.0/16'], notAfter: new Date(2000) } }),
      'holds from 192.168.0.0/16, not after 1970-01-01T00:00:02.000Z; the question is from 10.0.0.1 at 1970-01-01T00:00:01.000Z',
    ],
  ])('names the rule that differs only in %s', (differs, near, words) => {
    const far = rule({ who: ['user:bob'], where: ['other'] });
    const { text, nearest } = explained([far, near]);
    expect(nearest).toEqual({ rule: expect.objectContaining({ id: 'file:1' }), differs });
    expect(text).toBe(
      `user:ada may not pull from team/app: no rule allows it. Rule file:1 comes closest, but it ${words}.`,
    );
  });

  it('does not name a rule that differs in two parts, or one that denies', () => {
    const { text, nearest } = explained([
      rule({ who: ['user:bob'], where: ['other'] }),
      rule({ effect: 'deny', what: ['push'] }),
    ]);
    expect(nearest).toBeUndefined();
    expect(text).toBe('user:ada may not pull from team/app: no rule allows it.');
  });
});
