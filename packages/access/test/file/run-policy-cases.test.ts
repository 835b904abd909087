import { parseAccessFile } from '../../src/file/access-file.js';
import { runPolicyCases } from '../../src/file/run-policy-cases.js';

const rules = [
  { who: ['group:dev'], where: ['team/**'], what: ['pull', 'push'] },
  {
    who: ['robot:ci'],
    where: ['**'],
    what: ['pull'],
    when: { addresses: ['10.0.0.0/8'], notAfter: '2026-06-01T00:00:00Z' },
  },
  { who: ['anonymous'], where: ['public/**'], what: ['pull'] },
];

function passing(cases: readonly object[]): readonly boolean[] {
  const file = parseAccessFile({ groups: { dev: ['ada'] }, rules, cases });
  return runPolicyCases(file).map(({ passes }) => passes);
}

describe('runPolicyCases', () => {
  it('asks the rules each question', () => {
    const push = { may: 'push', to: 'team/app' };
    const pull = { who: 'robot:ci', may: 'pull', to: 'any', from: '10.0.0.1' };
    expect(
      passing([
        { ...push, who: 'user:ada', expect: 'allow' },
        { ...push, who: 'user:ada', expect: 'deny' },
        { ...push, who: 'user:bob', expect: 'deny' },
        { ...push, who: 'user:bob', groups: ['dev'], expect: 'allow' },
        { ...push, who: 'robot:ada', expect: 'deny' },
        { who: 'anonymous', may: 'pull', to: 'public/app', expect: 'allow' },
        { ...pull, at: '2026-05-31T00:00:00Z', expect: 'allow' },
        { ...pull, at: '2026-06-02T00:00:00Z', expect: 'deny' },
        { ...pull, at: '2026-05-31T00:00:00Z', from: '192.168.0.1', expect: 'deny' },
        { ...pull, at: '2026-05-31T00:00:00Z', from: undefined, expect: 'deny' },
      ]),
    ).toEqual([true, false, true, true, true, true, true, true, true, true]);
  });

  it('explains each answer', () => {
    const file = parseAccessFile({ rules, cases: [{ who: 'user:ada', may: 'pull', to: 'team/app', expect: 'allow' }] });
    expect(runPolicyCases(file)[0]).toMatchObject({
      place: 0,
      passes: false,
      explanation: {
        text: 'user:ada may not pull from team/app: no rule allows it. Rule file:0 comes closest, but it is for group:dev, not for user:ada.',
      },
    });
  });
});
