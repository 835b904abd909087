import type { AccessRule } from '@lading/core';
import { rulesOfFile } from '../../src/file/rules-of-file.js';
import { policyWarnings } from '../../src/policy/policy-warnings.js';

const push: AccessRule = { effect: 'allow', who: ['user:ada'], where: ['team/app'], what: ['push'] };
const warnings = (...rules: AccessRule[]) => policyWarnings(rulesOfFile(rules));

describe('policyWarnings', () => {
  it('warns of push without pull, because clients ask before they push', () => {
    expect(
      warnings({ ...push, who: ['user:ada', 'user:bob'] }, { ...push, who: ['user:bob'], what: ['pull'] }),
    ).toEqual([
      {
        rule: 'file:0',
        message: 'the rule allows push but not pull, which clients need to push: user:ada on team/app',
      },
    ]);
  });

  it.each<[string, AccessRule[]]>([
    ['the same rule', [{ ...push, what: ['push', 'pull'] }]],
    ['admin', [{ ...push, what: ['admin'] }]],
    ['another rule for the same', [push, { ...push, what: ['pull'] }]],
    ['another rule for more repositories', [push, { ...push, where: ['team/**'], what: ['pull'] }]],
    [
      'another rule for everybody with a name',
      [push, { ...push, who: ['authenticated'], where: ['**'], what: ['pull'] }],
    ],
    ['a denial of push', [{ ...push, effect: 'deny' }]],
  ])('does not warn of pull by %s', (_, rules) => {
    expect(warnings(...rules)).toEqual([]);
  });

  it('warns if another rule denies pull, or allows it to others', () => {
    expect(warnings(push, { ...push, effect: 'deny', what: ['pull'] })).toHaveLength(1);
    expect(warnings({ ...push, who: ['anonymous'] }, { ...push, who: ['authenticated'], what: ['pull'] })).toHaveLength(
      1,
    );
  });
});
