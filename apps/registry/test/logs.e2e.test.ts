import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { digestOf } from '@lading/e2e/harness/image';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { useExternalDatabase } from './harness/external-database.js';
import { pushBlob } from './harness/image.js';
import { type LogLine, type RegistryProcess, startRegistry } from './harness/registry-process.js';

const database = useExternalDatabase();
let registry: RegistryProcess;
let url: string;
beforeAll(async () => {
  ({ registry, url } = await startRegistry({
    DATABASE_URL: database.url,
    LADING_DATA_DIR: makeTemporaryDirectory('registry'),
    LADING_LOG_LEVEL: 'trace',
    LADING_TRUSTED_PROXIES: '127.0.0.0/8',
  }));
});

function lineOf(requestId: string): Promise<LogLine> {
  return registry.line((line) => line.requestId === requestId);
}

describe('the log', () => {
  it('has one line for a request that is over, with the id that its answer tells', async () => {
    const response = await fetch(`${url}/v2/team/app/manifests/v1`, { headers: { 'user-agent': 'a-client/1' } });
    const requestId = response.headers.get('x-request-id') ?? '';
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await lineOf(requestId)).toMatchObject({
      level: 'info',
      method: 'GET',
      path: '/v2/team/app/manifests/v1',
      status: 404,
      bytesIn: expect.any(Number),
      bytesOut: expect.any(Number),
      ms: expect.any(Number),
      remoteAddress: '127.0.0.1',
      userAgent: 'a-client/1',
    });
    expect(registry.lines.filter((line) => line.requestId === requestId)).toHaveLength(1);
  });

  it('has requests that are refused before they reach a route', async () => {
    const response = await fetch(`${url}/v2/UPPER/tags/list`);
    expect(response.status).toBe(400);
    expect(await lineOf(response.headers.get('x-request-id') ?? '')).toMatchObject({ status: 400 });
  });

  it('has the path of a whole URL, without its credentials', async () => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.end('GET http://user:secret@other/v2/?x=1 HTTP/1.1\r\nHost: a\r\nX-Request-Id: absolute-form\r\n\r\n');
    const line = await lineOf('absolute-form');
    expect(line).toMatchObject({ path: '/v2/', status: 200 });
    expect(JSON.stringify(line)).not.toContain('secret');
  });

  it('counts the bytes of content in both directions', async () => {
    const content = randomBytes(200_000);
    const pushed = await pushBlob(url, 'app', content);
    const pulled = await fetch(`${url}/v2/app/blobs/${digestOf(content)}`);
    await pulled.arrayBuffer();
    const up = await lineOf(pushed.headers.get('x-request-id') ?? '');
    const down = await lineOf(pulled.headers.get('x-request-id') ?? '');
    for (const bytes of [up.bytesIn, down.bytesOut]) {
      expect(bytes).toBeGreaterThan(200_000);
      expect(bytes).toBeLessThan(202_000);
    }
  });

  it('keeps a plain id that a request came with', async () => {
    const response = await fetch(`${url}/v2/`, { headers: { 'x-request-id': 'build-42/step.7' } });
    expect(response.headers.get('x-request-id')).toBe('build-42/step.7');
    expect(await lineOf('build-42/step.7')).toMatchObject({ status: 200 });
  });

  it.each(['a b', '"quoted"', 'x'.repeat(129), '-'])('replaces the id %p', async (id) => {
    const response = await fetch(`${url}/v2/`, { headers: { 'x-request-id': id } });
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('names the client that a trusted proxy speaks for', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.7', 'x-request-id': 'through-a-proxy' };
    await fetch(`${url}/v2/`, { headers });
    expect(await lineOf('through-a-proxy')).toMatchObject({ remoteAddress: '203.0.113.7' });
  });

  it('keeps probes out of sight', async () => {
    for (const path of ['/', '/health/live', '/health/ready', '/metrics']) {
      const { headers } = await fetch(`${url}${path}`, { method: 'HEAD' });
      expect(await lineOf(headers.get('x-request-id') ?? '')).toMatchObject({ level: 'debug', path, status: 200 });
    }
  });

  it('has no secret of a request or of the configuration', async () => {
    const canary = 'canary-7f3a';
    const headers = {
      authorization: `Basic ${Buffer.from(`user:${canary}`).toString('base64')}`,
      'proxy-authorization': `Bearer ${canary}`,
      cookie: `session=${canary}`,
      'x-request-id': 'with-secrets',
    };
    await fetch(`${url}/v2/app/manifests/v1?token=${canary}`, { headers });
    await fetch(`${url}/v2/app/blobs/uploads/?mount=${canary}&from=${canary}`, { method: 'POST', headers });
    await lineOf('with-secrets');
    await database.stop();
    const failed = await fetch(`${url}/v2/app/manifests/v1?token=${canary}`, {
      headers: { ...headers, 'x-request-id': 'failed' },
    });
    expect(failed.status).toBe(503);
    await lineOf('failed');
    expect((await registry.stop()).code).toBe(0);
    expect(registry.output).not.toContain(canary);
    expect(registry.output).not.toContain(headers.authorization.slice(6));
    expect(registry.output).not.toContain(new URL(database.url).password);
  });
});
