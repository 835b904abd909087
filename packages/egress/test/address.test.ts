import { isPublicAddress, parseAddressRange, privateRanges } from '../src/index.js';

const classes: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  unspecified: ['0.0.0.0', '0.1.2.3', '::'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fdff::1', 'fec0::1'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  'link-local': ['169.254.0.1', '169.254.169.254', 'fe80::1', 'febf::1', 'fe80::1%eth0'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  broadcast: ['255.255.255.255'],
  metadata: ['169.254.169.254', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
  benchmarking: ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  reserved: ['192.0.0.1', '240.0.0.1', '254.0.0.1', '192.88.99.1', '4000::1', '100::1', '5f00::1', '3ffe::1'],
  'IPv4 mapped': ['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::ffff:a9fe:a9fe'],
  'IPv4 compatible and translated': ['::127.0.0.1', '::8.8.8.8', '::ffff:0:127.0.0.1'],
  NAT64: ['64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::a00:1'],
  '6to4 and Teredo': ['2002:7f00:1::', '2002:808:808::1', '2001:0:7f00:1::1'],
  'no address': ['', 'localhost', '2130706433', '0x7f.1', '127.1', '010.0.0.1', '1.2.3.4.5', '[::1]', '::1/128'],
};

describe('isPublicAddress', () => {
  it.each(Object.entries(classes).flatMap(([name, addresses]) => addresses.map((address) => [name, address])))(
    'refuses %s: %s',
    (_, address) => expect(isPublicAddress(address)).toBe(false),
  );

  it.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '192.167.1.1', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450::1'])(
    'accepts %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
});

describe('parseAddressRange', () => {
  it('compares only addresses of the same version', () => {
    const range = parseAddressRange('10.0.0.0/8');
    expect(['10.1.2.3', '11.0.0.0', '::ffff:10.1.2.3'].map((address) => range.includes(address))).toEqual([
      true,
      false,
      false,
    ]);
    expect(parseAddressRange('fd00:ec2::254').includes('fd00:ec2:0::254')).toBe(true);
  });

  it.each(['', 'host', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/8/8', '10.0.0.0/', '10/8', '::/129', 'fe80::1%eth0'])(
    'refuses %j',
    (text) => expect(() => parseAddressRange(text)).toThrow('is neither an IP address nor a range'),
  );

  it('reads all private ranges, which do not include public addresses', () => {
    const ranges = privateRanges.map(parseAddressRange);
    expect(ranges.some((range) => range.includes('8.8.8.8') || range.includes('2606:4700::1'))).toBe(false);
  });
});
