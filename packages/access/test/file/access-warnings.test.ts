import { parseAccessFile } from '../../src/file/access-file.js';
import { accessWarnings, fileWarnings } from '../../src/file/access-warnings.js';
import { rulesOfFile } from '../../src/file/rules-of-file.js';

const where = ['team/**'];
const ruleFor = (...who: string[]) => ({ who, where, what: ['pull'] });
const token = { realm: 'https://auth.example.com/token', service: 's', issuer: 'i', jwks: 'keys.json' };

describe('fileWarnings', () => {
  const warnings = (content: object, users?: readonly string[]) =>
    fileWarnings(parseAccessFile(content), users && new Set(users)).map(({ rule, message }) => [rule, message]);

  it('names the groups and users of rules that the files do not have', () => {
    const rules = [ruleFor('group:dev', 'user:alice'), ruleFor('group:dve', 'user:bob', 'robot:ci')];
    expect(warnings({ htpasswd: 'htpasswd', groups: { dev: ['alice'] }, rules }, ['alice'])).toEqual([
      ['file:1', 'the rule names group:dve, which this file does not have; did you mean group:dev?'],
      ['file:1', 'the rule names user:bob, which this file does not have'],
    ]);
  });

  it('leaves names to the database if the file has none, and users to another issuer', () => {
    expect(warnings({ rules: [ruleFor('group:dev', 'user:alice')] })).toEqual([]);
    expect(warnings({ htpasswd: 'h', token, rules: [ruleFor('user:alice')] }, ['bob'])).toEqual([]);
  });

  it('says that nobody may do anything without a rule that allows, unless a token decides', () => {
    const none = [undefined, expect.stringContaining('nobody may do anything')];
    expect(warnings({ htpasswd: 'htpasswd' })).toEqual([none]);
    expect(warnings({ rules: [{ ...ruleFor('anonymous'), effect: 'deny' }] })).toEqual([none]);
    expect(warnings({ token })).toEqual([]);
  });
});

describe('accessWarnings', () => {
  const at = new Date(0);
  const named = (name: string) => ({ id: name, name, version: 1, isDisabled: false, createdAt: at, updatedAt: at });
  const state = {
    version: 1,
    stamp: '',
    now: at,
    users: [{ ...named('carol'), hasPassword: true }],
    groups: [{ ...named('ops'), members: [] }],
    robots: [{ ...named('ci'), namespace: 'team/**' as never }],
    credentials: [],
    trusts: [],
    rules: [],
  };
  const filesOf = (rules: unknown[]) => ({
    users: new Set(['alice']),
    groups: new Map([['dev', ['alice']]]),
    rules: rulesOfFile(parseAccessFile({ rules }).rules),
  });
  const messages = (rules: unknown[], hasForeignUsers = false) =>
    accessWarnings({ files: filesOf(rules), state, hasForeignUsers }).map(({ message }) => message);

  it('knows the names of the files and of the database', () => {
    expect(messages([ruleFor('user:alice', 'user:carol', 'group:dev', 'group:ops', 'robot:ci', 'workload:w')])).toEqual(
      [],
    );
    expect(messages([ruleFor('user:dave', 'group:qa', 'robot:c1')])).toEqual([
      'the rule names user:dave, which neither the files nor the database have',
      'the rule names group:qa, which neither the files nor the database have',
      'the rule names robot:c1, which neither the files nor the database have; did you mean robot:ci?',
    ]);
  });

  it('does not know the users of another issuer', () => {
    expect(messages([ruleFor('user:dave')], true)).toEqual([]);
    expect(messages([], true)).toEqual([]);
  });

  it('says that nobody may do anything if no rule of either allows anything', () => {
    expect(messages([])).toEqual([expect.stringContaining('nobody may do anything')]);
  });
});
