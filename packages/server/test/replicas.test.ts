import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilesystemBlobStore, MemoryMetadataStore } from '@lading/storage';
import { startRegistry } from '../src/testing/index.js';
import { sha256 } from './support/push.js';

describe('two replicas on the same stores', () => {
  it('continue uploads of each other, and see at once what the other has [STAT-01]', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lading-replicas-'));
    const metadataStore = new MemoryMetadataStore();
    const start = () => startRegistry({ blobStore: new FilesystemBlobStore({ directory }), metadataStore });
    const [one, two] = [await start(), await start()];
    const begun = await fetch(new URL('/v2/a/blobs/uploads/', one.url), { method: 'POST' });
    const location = begun.headers.get('location') ?? '';
    const patched = await fetch(new URL(location, two.url), { method: 'PATCH', body: 'hello' });
    const next = patched.headers.get('location') ?? '';
    const continued = await fetch(new URL(next, one.url), { method: 'PATCH', body: ' wor' });
    expect(continued.headers.get('range')).toBe('0-8');
    const digest = sha256('hello world');
    const last = `${continued.headers.get('location')}&digest=${digest}`;
    const closed = await fetch(new URL(last, two.url), { method: 'PUT', body: 'ld' });
    expect(closed.status).toBe(201);
    for (const { url } of [one, two])
      expect(await (await fetch(new URL(`/v2/a/blobs/${digest}`, url))).text()).toBe('hello world');
    expect((await fetch(new URL(`/v2/a/blobs/${digest}`, one.url), { method: 'DELETE' })).status).toBe(202);
    expect((await fetch(new URL(`/v2/a/blobs/${digest}`, two.url), { method: 'HEAD' })).status).toBe(404);
    await Promise.all([one.stop(), two.stop()]);
    await rm(directory, { recursive: true });
  });
});
