import type { AccessRule } from '@lading/core';
import { rulesOfUser } from '../../src/administration/rights/subject-rules.js';
import { stateOf } from '../support/records.js';

const files = { users: new Set<string>(), groups: new Map(), rules: [] };

describe('rulesOfUser', () => {
  it.each([
    ['*', '{user}', '*'],
    ['**', '{user}', '**'],
    ['*', 'home/{user}/**', 'home/alice/**'],
    ['a/b', 'home/{user}', 'home/a/b'],
  ])('gives a user of an htpasswd file who is called %s no right by the pattern %s', (name, where, pattern) => {
    const rule: AccessRule = { effect: 'allow', who: ['authenticated'], where: [where], what: ['admin'] };
    const rules = rulesOfUser(name, stateOf({ rules: [rule] }), files);
    expect([rules.has('admin', pattern), rules.isAdministrator()]).toEqual([false, false]);
  });
});
