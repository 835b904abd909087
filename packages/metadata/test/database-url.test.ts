import { parseDatabaseUrl } from '../src/database-url/index.js';

const saved = { ...process.env };
function unsetVariables() {
  for (const name of Object.keys(process.env)) if (name.startsWith('PG')) delete process.env[name];
}
beforeEach(unsetVariables);
// Other test files have the same variables.
afterAll(() => {
  unsetVariables();
  Object.assign(process.env, saved);
});

const hostsOf = (url: string) => parseDatabaseUrl(url).hosts.map(({ host, port }) => `${host} ${port}`);

describe('a database URL', () => {
  it.each<[url: string, hosts: string[]]>([
    ['postgres://one', ['one 5432']],
    ['postgresql://one:1/db', ['one 1']],
    ['postgres://one:1,two,[::1]:3,[fe80::1%25eth0]/db', ['one 1', 'two 5432', '::1 3', 'fe80::1%eth0 5432']],
    ['postgres:///db?host=/run/pg&port=6000', ['/run/pg 6000']],
    ['postgres://%2Frun%2Fpg/db', ['/run/pg 5432']],
    ['postgres://localhost:1/db?host=/run/pg', ['/run/pg 1']],
    ['postgres://u@/db?host=one,two&port=1,2', ['one 1', 'two 2']],
    ['postgres://one,two/db?port=7', ['one 7', 'two 7']],
    ['postgres://name:1/db?hostaddr=10.0.0.1', ['10.0.0.1 1']],
  ])('%s has the hosts %j', (url, hosts) => expect(hostsOf(url)).toEqual(hosts));

  it.each<[url: string, user: string | undefined, password: string | undefined]>([
    ['postgres://ann@h/db', 'ann', undefined],
    ['postgres://ann:@h/db', 'ann', undefined],
    ['postgres://ann:a%40b%2Fc%3Ad%25@h/db', 'ann', 'a@b/c:d%'],
    ['postgres://ann:p@ss:w@rd#@h/db', 'ann', 'p@ss:w@rd#'],
    ['postgres://ann:w?rd@h/db', 'ann', 'w?rd'],
    ['postgres://h/db?user=ann&password=a+b', 'ann', 'a+b'],
    ['postgres://bob:x@h/db?user=ann', 'ann', 'x'],
  ])('%s has its user and password', (url, user, password) =>
    expect(parseDatabaseUrl(url)).toMatchObject({ user, password, hosts: [{ host: 'h' }], database: 'db' }),
  );

  it('may omit any part', () => {
    const { database, applicationName, options, tls, sessionAttributes } = parseDatabaseUrl('postgres://');
    expect({ database, applicationName, options, tls: tls.length, sessionAttributes }).toEqual({
      tls: 2,
      sessionAttributes: 'any',
    });
    expect(hostsOf('postgres://')).toHaveLength(1);
    process.env.PGHOST = 'elsewhere';
    process.env.PGPORT = '7';
    expect(hostsOf('postgres:///db')).toEqual(['elsewhere 7']);
    process.env.PGHOST = 'one,two';
    process.env.PGPORT = '7,8';
    expect(hostsOf('postgres:///db')).toEqual(['one 7', 'two 8']);
  });

  it('is completed by the variables for TLS, options and the time limit', () => {
    Object.assign(process.env, { PGSSLMODE: 'verify-full', PGOPTIONS: '-c jit=on', PGCONNECT_TIMEOUT: '4' });
    expect(parseDatabaseUrl('postgres://h/db')).toMatchObject({
      tls: [{ rejectUnauthorized: true }],
      options: '-c jit=on',
      connectTimeoutSeconds: 4,
    });
    expect(parseDatabaseUrl('postgres://h/db?sslmode=require').tls).toMatchObject([{ rejectUnauthorized: false }]);
    expect(parseDatabaseUrl('postgres://h/db?ssl=false').tls).toEqual([false]);
    process.env.PGSSLMODE = '';
    expect(parseDatabaseUrl('postgres://h/db').tls).toHaveLength(2);
  });

  it.each<[variable: string, value: string, fault: RegExp]>([
    ['PGSSLMODE', 'on', /^PGSSLMODE is set, and sslmode is "on"; allowed/],
    ['PGSSLMODE', 'verify-ca', /sslmode=verify-ca needs sslrootcert/],
    ['PGSSLROOTCERT', '/nowhere.pem', /sslrootcert names \/nowhere.pem/],
    ['PGCONNECT_TIMEOUT', 'soon', /^PGCONNECT_TIMEOUT is set, and/],
    ['PGPORT', 'x', /port/],
  ])('is refused for %s=%s', (variable, value, fault) => {
    process.env[variable] = value;
    expect(() => parseDatabaseUrl('postgres://h/db')).toThrow(fault);
  });

  it('may have parameters', () => {
    const query = 'application_name=a%20b&options=-c%20geqo%3Doff+-c+jit%3Don&connect_timeout=3&keepalives_idle=9';
    expect(parseDatabaseUrl(`postgres://h/db?${query}&sslmode=disable`)).toMatchObject({
      applicationName: 'a b',
      options: '-c geqo=off -c jit=on',
      connectTimeoutSeconds: 3,
      tls: [false],
    });
  });

  it('has a printable form without secrets', () => {
    const { printable } = parseDatabaseUrl('postgres://ann:canary@one,[::1]:2/db?password=canary&sslmode=disable');
    expect(printable).toBe('postgres://one:5432,[::1]:2/db');
  });

  it.each<[url: string, fault: RegExp]>([
    ['', /form/],
    ['postgres:/h/db', /form/],
    ['mysql://h/db', /form/],
    ['postgres://h:0/db', /a port is not from 1 to 65535/],
    ['postgres://h:65536/db', /port/],
    ['postgres://h:x/db', /port/],
    ['postgres://h:1:2/db', /port/],
    ['postgres://::1/db', /port|IPv6/],
    ['postgres://ann:canary/x@h/db', /write a \/ in the password as %2F/],
    ['postgres://ann:1/canary@h/db', /write a \/ in the password as %2F/],
    ['postgres://ann:1/2?canary=3@h/db', /write a \/ or \? in the password as %2F or %3F/],
    ['postgres://ann:1/2?canary=3&x=4@h/db', /write a \/ or \? in the password/],
    ['postgres://ann:1/2?sslmode=canary@h/db', /write a \/ or \? in the password/],
    ['postgres://ann:1/2?host=canary@h/db', /^a host has an @/],
    ['postgres://ann:1/2?canary=%@h/db', /^a value of the query has a %/],
    ['postgres://h/\ud800', /surrogate/],
    ['postgres:///db?host=/\udc00', /surrogate/],
    ['postgres://ho st/db', /host is "ho st"/],
    ['postgres://u:can%ary@h/db', /^password has a %/],
    ['postgres://u:canary@h/%ff', /^dbname has a %/],
    ['postgres://u%00:canary@h/db', /^user has a zero byte/],
    ['postgres://h/db?sslmode=on', /^sslmode is "on"; allowed: disable, allow, prefer/],
    ['postgres://h/db?sslmode=', /^sslmode is ""/],
    ['postgres://h/db?sslmod=require', /"sslmod" is not a connection parameter/],
    ['postgres://h/db?sslmode', /key=value/],
    ['postgres://h/db?=b', /key=value/],
    ['postgres://h/db?sslmode=verify-ca', /needs sslrootcert/],
    ['postgres://h/db?sslrootcert=/nowhere.pem', /sslrootcert names \/nowhere.pem, which can't be read \(ENOENT\)/],
    ['postgres://h/db?sslrootcert=/etc/hostname&sslmode=verify-full', /sslrootcert is not a certificate/],
    ['postgres://h/db?sslcert=/etc/hostname', /must be set together/],
    ['postgres://h/db?sslcert=/etc/hostname&sslkey=/etc/hostname', /sslcert and sslkey are no/],
    ['postgres://h/db?sslrootcert=system&sslmode=require', /verify-full/],
    ['postgres://h/db?sslnegotiation=direct', /sslmode=require or stronger/],
    ['postgres://h/db?target_session_attrs=master', /^target_session_attrs is "master"; allowed: any/],
    ['postgres://h/db?connect_timeout=soon', /^connect_timeout is "soon"; allowed: a whole number/],
    ['postgres://one,two,three/db?port=1,2', /2 ports for 3 servers/],
    ['postgres://one,two/db?hostaddr=10.0.0.1', /hostaddr/],
    ['postgres://h/db?sslcrl=/x', /sslcrl is not supported/],
    ['postgres://h/db?channel_binding=require', /channel_binding/],
    ['postgres://h/db?toString=1', /not a connection parameter/],
  ])('%j is refused with a reason', (url, fault) => {
    const parse = () => parseDatabaseUrl(url);
    expect(parse).toThrow(fault);
    expect(parse).toThrow(
      expect.objectContaining({ name: 'DatabaseUrlError', message: expect.not.stringMatching(/can.?ary/) }),
    );
  });
});
