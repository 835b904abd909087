import { once } from 'node:events';
import { connect } from 'node:net';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { startRegistry } from '../src/testing/index.js';

describe('a registry that stops', () => {
  it('waits for no connection on which nothing was ever asked', async () => {
    const registry = await startRegistry({
      blobStore: new MemoryBlobStore(),
      metadataStore: new MemoryMetadataStore(),
    });
    const socket = connect(Number(registry.url.port), registry.url.hostname);
    await once(socket, 'connect');
    // The server has taken the connection once it answers on a later one.
    await (await fetch(new URL('/v2/', registry.url), { headers: { connection: 'close' } })).text();
    const closed = once(socket, 'close');
    socket.resume();
    await registry.stop();
    await closed;
    expect(socket.destroyed).toBe(true);
  }, 10_000);
});
