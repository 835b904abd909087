import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';
import { imageManifest, manifestOf, pushBlob } from './support/push.js';
import { exchange, statusOf } from './support/raw-exchange.js';

/** A body in chunks of one size. */
function chunked(bytes: Buffer, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += size) {
    const chunk = bytes.subarray(start, start + size);
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat(parts);
}

const end = Buffer.from('0\r\n\r\n');

describe('a body in chunks', () => {
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await startRegistry(memoryStores());
    await pushBlob(registry.url, 'a', '{}');
  });
  afterAll(() => registry.stop());

  const put = Buffer.from(
    `PUT /v2/a/manifests/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: ${imageManifest}\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );
  const manifestOfBytes = (size: number) => Buffer.from(manifestOf({ annotations: { a: 'x'.repeat(size) } }));
  const push = (...parts: Buffer[]) => exchange(registry.url, Buffer.concat([put, ...parts]));
  async function patch(...parts: Buffer[]): Promise<string> {
    const { headers } = await fetch(new URL('/v2/a/blobs/uploads/', registry.url), { method: 'POST' });
    const head = `PATCH ${headers.get('location')} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`;
    return exchange(registry.url, Buffer.concat([Buffer.from(head), ...parts]), '\r\n\r\n');
  }

  it.each([
    [3_000, 1],
    [100_000, 64],
    [1_000_000, 1024],
    [4_000_000, 4096],
  ])('of %d bytes is accepted in chunks of %d', async (size, chunk) => {
    expect(statusOf(await push(chunked(manifestOfBytes(size), chunk), end))).toBe(201);
  });

  it.each([
    [100_000, 1],
    [400_000, 1],
    [1_000_000, 10],
  ])('of %d bytes is refused in chunks of %d', async (size, chunk) => {
    const answer = await push(chunked(manifestOfBytes(size), chunk));
    expect(statusOf(answer)).toBe(400);
    expect(answer).toContain('Connection: close');
    expect(answer).toContain('too many chunks');
  });

  it('is refused when small chunks follow large ones', async () => {
    const large = chunked(Buffer.alloc(2_000_000), 100_000);
    expect(statusOf(await patch(large, chunked(Buffer.alloc(200_000), 1)))).toBe(400);
    expect(statusOf(await patch(large, chunked(Buffer.alloc(2_000), 1), end))).toBe(202);
  });

  it('is also refused when it arrives slowly', async () => {
    const socket = connect(Number(registry.url.port), registry.url.hostname);
    let answer = '';
    socket.on('data', (text) => {
      answer += text;
    });
    socket.on('error', () => undefined);
    socket.write(put);
    const small = chunked(Buffer.alloc(100), 1);
    for (let sent = 0; sent < 100 && answer === ''; sent++) {
      socket.write(small);
      await pause(1);
    }
    expect(statusOf(answer)).toBe(400);
    socket.destroy();
  });

  it('ends if it was refused before and continues in small chunks', async () => {
    const tooLong = chunked(Buffer.alloc(5_000_000), 1_000_000);
    const answer = await push(tooLong, chunked(Buffer.alloc(100_000), 1));
    expect([400, 413]).toContain(statusOf(answer));
  });

  it('is refused in small chunks when it comes after too many header fields', async () => {
    const fields = 'a: b\r\n'.repeat(1200);
    const head = `PUT /v2/a/manifests/x HTTP/1.1\r\nHost: a\r\n${fields}Transfer-Encoding: chunked\r\n\r\n`;
    const answer = await exchange(registry.url, Buffer.concat([Buffer.from(head), chunked(Buffer.alloc(100_000), 1)]));
    expect(statusOf(answer)).toBe(431);
    expect(answer).toContain('Connection: close');
  });

  it('may not have long extensions', async () => {
    const answer = await push(Buffer.from(`2;${'x'.repeat(20_000)}\r\n{}\r\n`));
    expect(statusOf(answer)).toBe(413);
    expect(answer).toContain('chunk extensions');
  });
});
