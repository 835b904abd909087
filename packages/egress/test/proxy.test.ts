import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { createEgress, type EgressError, type EgressOptions, parseProxy } from '../src/index.js';
import { startProxy, type TestProxy, type TestProxySettings } from './support/start-proxy.js';
import { startServer, type TestServer } from './support/start-server.js';

const altNames = ['issuer.example.com', 'direct.example.com'].map((value) => ({ type: 2, value }) as const);
let tls: { readonly key: string; readonly cert: string };
let server: TestServer;
const started: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'issuer.example.com' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [...altNames] }],
  });
  tls = { key, cert };
  server = await startServer(({ url }, response) => {
    if (url === '/away') response.writeHead(302, { location: 'https://other.example.com/' }).end();
    else if (url === '/address') response.writeHead(302, { location: 'https://169.254.169.254/' }).end();
    else response.end('reached');
  }, tls);
});

afterAll(() => server.close());
afterEach(async () => {
  for (const each of started.splice(0)) await each.close();
});

async function start(settings: Partial<TestProxySettings> = {}): Promise<TestProxy> {
  const proxy = await startProxy({ port: server.port, ...settings });
  started.push(proxy);
  return proxy;
}

/** The body of the answer, or the error. The names exist only at the proxy. */
async function ask(url: string, proxyUrl: string, more: EgressOptions = {}, directHosts?: readonly string[]) {
  const egress = createEgress({
    certificateAuthorities: tls.cert,
    resolve: () => Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' })),
    proxy: { url: proxyUrl, directHosts },
    ...more,
  });
  try {
    return (await egress.request(url, { timeoutSeconds: 30, maximumRedirects: 1 })).body.toString();
  } catch (error) {
    return error as EgressError;
  } finally {
    await egress.close();
  }
}

/** Asks in a process whose system trusts these certificates: Node.js reads them when it starts. */
async function askTrusting(certificates: string, url: string, proxyUrl: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lading-egress-'));
  const [file, script] = [join(folder, 'ca.pem'), join(folder, 'ask.mjs')];
  writeFileSync(file, certificates);
  const library = new URL('../dist/index.js', import.meta.url).href;
  writeFileSync(
    script,
    `import { createEgress } from ${JSON.stringify(library)};
    const egress = createEgress({ proxy: { url: ${JSON.stringify(proxyUrl)} } });
    process.stdout.write((await egress.request(${JSON.stringify(url)}, { timeoutSeconds: 30 })).body);
    await egress.close();`,
  );
  try {
    const env = { ...process.env, NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: file };
    return (await promisify(execFile)(process.execPath, [script], { env, timeout: 60_000 })).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a proxy', () => {
  it('connects to the names of requests, and TLS goes through it to the host', async () => {
    const { port, asked, credentials } = await start();
    expect(await ask('https://issuer.example.com/keys?secret', `http://127.0.0.1:${port}`)).toBe('reached');
    expect(await ask('https://issuer.example.com:8443/', `http://127.0.0.1:${port}`)).toBe('reached');
    expect(asked).toEqual(['issuer.example.com:443', 'issuer.example.com:8443']);
    expect(credentials).toEqual([undefined, undefined]);
  });

  it('gets its credentials, and the host does not', async () => {
    const { port, credentials } = await start();
    const before = server.requests.length;
    expect(await ask('https://issuer.example.com/', `http://egress:p%40ss@127.0.0.1:${port}`)).toBe('reached');
    expect(credentials).toEqual([`Basic ${Buffer.from('egress:p@ss').toString('base64')}`]);
    expect(server.requests[before]?.headers['proxy-authorization']).toBeUndefined();
  });

  it('cannot stand for the host', async () => {
    const { port } = await start();
    expect(await ask('https://issuer.example.net/', `http://127.0.0.1:${port}`)).toMatchObject({ code: 'UNREACHABLE' });
  });

  it('is used for plain http, too, if the host may be asked so', async () => {
    const plain = await startServer((_, response) => response.end('plain'));
    started.push(plain);
    const { port, asked } = await start({ port: plain.port });
    const proxy = `http://127.0.0.1:${port}`;
    expect(await ask('http://issuer.example.com/', proxy, { plainHosts: ['issuer.example.com'] })).toBe('plain');
    expect(await ask('http://issuer.example.com/', proxy)).toMatchObject({ code: 'FORBIDDEN_URL' });
    expect(asked).toEqual(['issuer.example.com:80']);
  });

  it('is not asked for hosts that the configuration does not allow, also after a redirect', async () => {
    const { port, asked } = await start();
    const proxy = `http://127.0.0.1:${port}`;
    const hosts = ['issuer.example.com'];
    expect(await ask('https://other.example.com/', proxy, { hosts })).toMatchObject({ code: 'FORBIDDEN_HOST' });
    expect(await ask('https://issuer.example.com/away', proxy, { hosts })).toMatchObject({ code: 'FORBIDDEN_HOST' });
    expect(asked).toEqual(['issuer.example.com:443']);
  });

  it.each(['https://169.254.169.254/', 'https://10.0.0.1/', 'https://[::1]/', 'https://2130706433/'])(
    'is not asked for the address in %s, which is checked here',
    async (url) => {
      const { port, asked } = await start();
      expect(await ask(url, `http://127.0.0.1:${port}`)).toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
      expect(asked).toEqual([]);
    },
  );

  it('is not asked for an address after a redirect', async () => {
    const { port, asked } = await start();
    const answer = await ask('https://issuer.example.com/address', `http://127.0.0.1:${port}`);
    expect(answer).toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
    expect(asked).toEqual(['issuer.example.com:443']);
  });

  it.each([
    'https://localhost/',
    'https://localhost./',
    'https://a.localhost/',
    'https://intranet/',
    'https://direct.example.com/',
    'https://direct.example.com./',
  ])('is not asked for the host of %s, whose addresses are checked here', async (url) => {
    const { port, asked } = await start();
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const proxy = `http://127.0.0.1:${port}`;
    expect(await ask(url, proxy, { resolve }, ['direct.example.com'])).toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
    expect(asked).toEqual([]);
  });

  it('may be asked by https, with a certificate that the system trusts', async () => {
    const names = [{ type: 2, value: 'localhost' } as const];
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keyType: 'ec',
      extensions: [{ name: 'subjectAltName', altNames: names }],
    });
    const { port, asked } = await start({ tls: { key, cert } });
    const proxy = `https://localhost:${port}`;
    const answer = await ask('https://issuer.example.com/', proxy);
    expect(answer).toMatchObject({ code: 'UNREACHABLE', message: expect.stringContaining(`the proxy ${proxy}`) });
    expect(asked).toEqual([]);
    expect(await askTrusting(`${cert}\n${tls.cert}`, 'https://issuer.example.com/', proxy)).toBe('reached');
    expect(asked).toEqual(['issuer.example.com:443']);
  });

  it.each([403, 407, 502])('that answers %s is named, without its password', async (status) => {
    const { port } = await start({ status });
    expect(await ask('https://issuer.example.com/keys?secret', `http://egress:pass@127.0.0.1:${port}`)).toMatchObject({
      code: 'UNREACHABLE',
      message: `the proxy http://127.0.0.1:${port} does not connect to issuer.example.com:443: status ${status}`,
    });
  });

  it('that is absent is named', async () => {
    const proxy = await startProxy({ port: server.port });
    await proxy.close();
    expect(await ask('https://issuer.example.com/', `http://127.0.0.1:${proxy.port}`)).toMatchObject({
      code: 'UNREACHABLE',
      message: `the proxy http://127.0.0.1:${proxy.port} cannot be reached: ECONNREFUSED`,
    });
  });

  it('that does not answer holds up a request no longer than its time limit', async () => {
    const plain = await startServer((_, response) => response.end());
    started.push(plain);
    const { port, asked, open } = await start({ status: 0 });
    const egress = createEgress({ proxy: { url: `http://127.0.0.1:${port}` } });
    const asking = egress.request('https://issuer.example.com/', { timeoutSeconds: 0.5 });
    await expect(asking).rejects.toMatchObject({ code: 'TOO_SLOW' });
    expect(asked).toEqual(['issuer.example.com:443']);
    // The connection is given up later. If it were closed now, the proxy would know after another request.
    await (await fetch(`http://127.0.0.1:${plain.port}/`)).text();
    expect(open.size).toBe(1);
    await egress.close();
  });
});

describe('the settings of a proxy', () => {
  it.each([
    '',
    'proxy:3128',
    'proxy.example.com',
    'socks5://a:1',
    'http://a/path',
    'http://a?b',
    'http://u:secret@a/#b',
  ])('the URL %j is refused, and not shown', (url) => {
    expect(() => parseProxy({ url })).toThrow(/^the URL of a proxy must look like http:\/\/proxy\.example\.com:3128/);
  });

  it('a wrong direct host is named', () => {
    expect(() => parseProxy({ url: 'http://a:1', directHosts: ['10.0.0.0/8'] })).toThrow('"10.0.0.0/8" is not a host');
  });

  it('are checked before the first request', () => {
    expect(() => createEgress({ proxy: { url: 'proxy' } })).toThrow(TypeError);
    expect(() => createEgress({ proxy: { uri: 'http://a:1' } as never })).toThrow('createEgress: proxy');
  });
});
