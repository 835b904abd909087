import { compileCondition, isAddressRange } from '../../src/policy/condition.js';

const rule = { who: [], where: [], what: [] };

describe('the condition of a rule', () => {
  const isFrom = (addresses: readonly string[], address: string, effect: 'allow' | 'deny' = 'allow') =>
    compileCondition({ ...rule, effect, when: { addresses } })({ address, now: 0 });

  it.each([
    [['10.0.0.0/8'], '10.1.2.3'],
    [['10.0.0.0/8'], '::ffff:10.1.2.3'],
    [['10.0.0.0/8'], '::ffff:a01:203'],
    [['::ffff:10.0.0.0/104'], '10.1.2.3'],
    [['10.1.2.3'], '10.1.2.3'],
    [['fd00::/8'], 'fd12::1'],
    [['fe80::/10'], 'fe80::1%eth0'],
    [['0.0.0.0/0'], '8.8.8.8'],
    [['192.168.0.1', '10.1.2.3/32'], '10.1.2.3'],
  ])('%j holds for %s', (addresses, address) => {
    expect(isFrom(addresses, address)).toBe(true);
  });

  it.each([
    [['10.0.0.0/8'], '11.1.2.3'],
    [['10.0.0.0/8'], '::ffff:11.1.2.3'],
    [['10.1.2.3'], '10.1.2.4'],
    [['fd00::/8'], '10.1.2.3'],
    [[], '10.1.2.3'],
  ])('%j does not hold for %s', (addresses, address) => {
    expect(isFrom(addresses, address)).toBe(false);
  });

  it.each(['', 'unix:', 'localhost', '10.0.0'])('denies and does not allow if the address is %j', (address) => {
    expect(isFrom(['0.0.0.0/0', '::/0'], address, 'allow')).toBe(false);
    expect(isFrom(['10.0.0.0/8'], address, 'deny')).toBe(true);
  });

  it('denies and does not allow if the rule has an address that nobody can read', () => {
    expect(isFrom(['10.0.0.0/33'], '10.1.2.3', 'allow')).toBe(false);
    expect(isFrom(['10.0.0.0/33'], '10.1.2.3', 'deny')).toBe(true);
  });

  it('holds from notBefore until notAfter, both included', () => {
    const holds = compileCondition({
      ...rule,
      effect: 'allow',
      when: { notBefore: new Date(1000), notAfter: new Date(2000) },
    });
    const at = [999, 1000, 2000, 2001].map((now) => holds({ address: '', now }));
    expect(at).toEqual([false, true, true, false]);
  });
});

describe('isAddressRange', () => {
  it('accepts addresses and CIDR ranges', () => {
    expect(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '0.0.0.0/0'].filter((text) => !isAddressRange(text))).toEqual(
      [],
    );
  });

  it('refuses everything else', () => {
    const others = [
      '',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      '10.0.0.0/-1',
      '10.0.0.0/1e1',
      'fe80::1%eth0',
      '::/129',
    ];
    expect(others.filter(isAddressRange)).toEqual([]);
  });
});
