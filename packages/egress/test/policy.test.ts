import { createEgress, type EgressOptions, privateRanges } from '../src/index.js';
import { startServer, type TestServer } from './support/start-server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startServer((_, response) => response.end('reached'));
});

afterAll(() => server.close());

/** The body of the answer, or the code of the error. */
async function ask(url: string, options: EgressOptions = {}): Promise<string> {
  const egress = createEgress(options);
  try {
    return (await egress.request(url, { timeoutSeconds: 30 })).body.toString();
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await egress.close();
  }
}

const resolvesTo =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('the URL of a request', () => {
  it.each([
    ['http://example.com/', 'FORBIDDEN_URL'],
    ['file:///etc/passwd', 'FORBIDDEN_URL'],
    ['data:,x', 'FORBIDDEN_URL'],
    ['//example.com', 'FORBIDDEN_URL'],
    ['', 'FORBIDDEN_URL'],
    ['https://user:secret@example.com/', 'FORBIDDEN_URL'],
  ])('%s is refused with %s', async (url, code) => {
    expect(await ask(url, { resolve: resolvesTo('127.0.0.1') })).toBe(code);
  });

  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://0/',
    'https://[::]/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[fd00:ec2::254]/',
    'https://168.63.129.16/',
    'https://10.0.0.1/',
    'https://localhost/',
  ])('%s is refused for its address', async (url) => {
    expect(await ask(url)).toBe('FORBIDDEN_ADDRESS');
  });

  it('must have one of the listed hosts', async () => {
    const hosts = ['issuer.example.com', '*.example.org', 'other.example.com:8443'];
    const codes = async (...urls: string[]) =>
      Promise.all(urls.map((url) => ask(url, { hosts, resolve: resolvesTo('127.0.0.1') })));
    const ok = 'FORBIDDEN_ADDRESS';
    expect(
      await codes(
        'https://issuer.example.com/',
        'https://ISSUER.example.com.:444/',
        'https://a.example.org/',
        'https://a.b.example.org/',
        'https://other.example.com:8443/',
      ),
    ).toEqual([ok, ok, ok, ok, ok]);
    const not = 'FORBIDDEN_HOST';
    expect(
      await codes(
        'https://example.com/',
        'https://issuer.example.com.evil.example/',
        'https://example.org/',
        'https://evilexample.org/',
        'https://other.example.com/',
      ),
    ).toEqual([not, not, not, not, not]);
  });
});

describe('the address of a host', () => {
  const plain = { plainHosts: ['rebind.example'] };
  const url = () => `http://rebind.example:${server.port}/`;

  it.each(['127.0.0.1', '::1', '169.254.169.254', '::ffff:127.0.0.1', '64:ff9b::7f00:1', '100.100.100.200'])(
    'is refused if it is %s',
    async (address) => {
      expect(await ask(url(), { ...plain, resolve: resolvesTo(address) })).toBe('FORBIDDEN_ADDRESS');
      expect(server.requests).toEqual([]);
    },
  );

  it('may be private if the configuration allows it, but a range allows no metadata address', async () => {
    const open = { ...plain, addresses: [...privateRanges, '169.254.0.0/16', 'fd00::/8', '168.0.0.0/8'] };
    expect(await ask(url(), { ...open, resolve: resolvesTo('127.0.0.1') })).toBe('reached');
    for (const address of ['169.254.169.254', '100.100.100.200', 'fd00:ec2::254', '168.63.129.16'])
      expect(await ask(url(), { ...open, resolve: resolvesTo(address) })).toBe('FORBIDDEN_ADDRESS');
  });

  it('is the allowed one, if the name has others too', async () => {
    const addresses = ['127.0.0.1'];
    expect(await ask(url(), { ...plain, addresses, resolve: resolvesTo('10.9.9.9', '127.0.0.1') })).toBe('reached');
  });

  it('is looked up once for each connection, so that rebinding a name gains nothing', async () => {
    const answers = ['127.0.0.1', '127.0.0.2', '169.254.169.254', '10.0.0.1'];
    let asked = 0;
    const resolve = async () => [{ address: answers[asked++] ?? '', family: 4 }];
    const options = { ...plain, addresses: ['127.0.0.1'], resolve };
    const outcomes: string[] = [];
    for (const _ of answers) outcomes.push(await ask(url(), options));
    expect(outcomes).toEqual(['reached', 'FORBIDDEN_ADDRESS', 'FORBIDDEN_ADDRESS', 'FORBIDDEN_ADDRESS']);
    expect(asked).toBe(answers.length);
  });

  it('is unreachable if the lookup fails, and forbidden if the lookup finds no address', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    expect(await ask('https://nowhere.example/', { resolve })).toBe('UNREACHABLE');
    expect(await ask('https://nowhere.example/', { resolve: async () => [] })).toBe('FORBIDDEN_ADDRESS');
  });
});

describe('the options', () => {
  it.each([
    [{ hosts: ['https://example.com'] }, 'is not a host'],
    [{ hosts: ['*'] }, 'is not a host'],
    [{ hosts: ['a/b'] }, 'is not a host'],
    [{ addresses: ['10.0.0.0/99'] }, 'is neither an IP address'],
    [{ hosts: 'example.com' }, 'createEgress: hosts must be'],
    [{ host: [] }, 'createEgress'],
  ])('%j are refused', (options, message) => {
    expect(() => createEgress(options as never)).toThrow(message);
  });
});
