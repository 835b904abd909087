import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { run, succeed } from './harness/command.js';
import { openRegistry, type TestRegistry } from './harness/registry.js';

/** Forwards requests for any host to one registry. */
function proxyTo(registry: TestRegistry, asked: string[]): Server {
  return createServer().on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const upstream = connect(Number(registry.url.port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
}

describe('a proxy', () => {
  let registry: TestRegistry;
  let proxy: Server;
  const asked: string[] = [];
  beforeAll(async () => {
    registry = await openRegistry();
    proxy = proxyTo(registry, asked);
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await registry.stop();
  });

  it('is used if the environment names one, but not for this machine', async () => {
    const env = { HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    const pushed = await succeed(['push', 'registry.test/team/app:1', 'package.json', '--plain-http'], { env });
    expect(pushed.stdout).toMatch(/^registry\.test\/team\/app:1@sha256:/);
    expect(new Set(asked)).toEqual(new Set(['registry.test:80']));
    expect((await succeed(['ls', `${registry.host}/team/app`], { env })).stdout).toBe('1\n');
    expect(new Set(asked)).toEqual(new Set(['registry.test:80']));
  });

  it('is not used for a host that NO_PROXY names', async () => {
    const env = { HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: 'registry.invalid' };
    const { code, stderr } = await run(['ls', 'registry.invalid/team/app', '--plain-http'], { env });
    expect(code).toBe(5);
    expect(stderr).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });
});
