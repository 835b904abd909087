import { createRegistryAdapter } from '../src/index.js';
import { type RunningRegistry, type StartRegistryOptions, startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';
import { exchange } from './support/raw-exchange.js';

describe('the option publicUrl', () => {
  let registry: RunningRegistry | undefined;
  afterEach(async () => {
    await registry?.stop();
    registry = undefined;
  });

  /** The Location of a new upload in the repository `a`, up to its id. */
  async function locationOf(adapter: StartRegistryOptions['adapter'], ...fields: readonly string[]) {
    registry = await startRegistry({ ...memoryStores(), ...(adapter && { adapter }) });
    const target = `${adapter?.basePath ?? ''}/v2/a/blobs/uploads/`;
    const head = ['Connection: close', 'Content-Length: 0', ...fields].join('\r\n');
    const answer = await exchange(registry.url, `POST ${target} HTTP/1.1\r\n${head}\r\n\r\n`);
    return /\r\nLocation: (.+uploads\/)/i.exec(answer)?.[1];
  }

  it('leaves each Location a path if it is absent', async () => {
    expect(await locationOf({}, 'Host: registry.example')).toBe('/v2/a/blobs/uploads/');
  });

  it.each(['https://registry.example.com', 'https://registry.example.com/', 'http://registry.example.com:8080'])(
    'puts the origin of %s before every path',
    async (publicUrl) => {
      const location = await locationOf({ publicUrl }, 'Host: internal', 'X-Forwarded-Host: forged');
      expect(location).toBe(`${new URL(publicUrl).origin}/v2/a/blobs/uploads/`);
    },
  );

  it('may repeat the base path', async () => {
    const adapter = { publicUrl: 'https://registry.example.com/oci', basePath: '/oci' };
    expect(await locationOf(adapter, 'Host: a')).toBe('https://registry.example.com/oci/v2/a/blobs/uploads/');
  });

  it.each(['registry.example:5000', '127.0.0.1', '[::1]:5000'])('uses the host %s if it is auto', async (host) => {
    expect(await locationOf({ publicUrl: 'auto' }, `Host: ${host}`)).toBe(`http://${host}/v2/a/blobs/uploads/`);
  });

  it('believes only a trusted proxy if it is auto', async () => {
    const fields = ['Host: internal', 'X-Forwarded-Host: registry.example', 'X-Forwarded-Proto: https'];
    const trusting = { publicUrl: 'auto', trustProxy: ['127.0.0.1'] };
    expect(await locationOf(trusting, ...fields)).toBe('https://registry.example/v2/a/blobs/uploads/');
    await registry?.stop();
    const distrusting = { publicUrl: 'auto', trustProxy: ['192.0.2.1'] };
    expect(await locationOf(distrusting, ...fields)).toBe('http://internal/v2/a/blobs/uploads/');
  });

  it.each([
    ['a host that is none', ['Host: internal', 'X-Forwarded-Host: a/b@c']],
    ['another scheme', ['Host: internal', 'X-Forwarded-Proto: javascript']],
  ])('sends a path if a proxy names %s', async (_, fields) => {
    const adapter = { publicUrl: 'auto', trustProxy: ['127.0.0.1'] };
    expect(await locationOf(adapter, ...fields)).toBe('/v2/a/blobs/uploads/');
  });

  it.each([
    'registry.example.com',
    'ftp://a',
    'https://a/b',
    'https://user:secret@a',
    'https://a?b',
    'https://a#b',
    '',
  ])('refuses "%s"', (publicUrl) => {
    expect(() => createRegistryAdapter({ publicUrl })).toThrow('publicUrl must be');
  });
});
