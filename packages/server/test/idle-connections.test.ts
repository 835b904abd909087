import { once } from 'node:events';
import { connect } from 'node:net';
import type { Authorizer } from '@lading/core';
import { startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';

/** Not so short that a busy machine lets it pass between two steps of ours. */
const idleTimeoutSeconds = 1;

describe('a connection on which nothing moves', () => {
  it('is cut while the client keeps us waiting for its body', async () => {
    const stores = memoryStores();
    const patient = await startRegistry(stores);
    const registry = await startRegistry({ ...stores, adapter: { idleTimeoutSeconds } });
    const begun = await fetch(new URL('/v2/a/blobs/uploads/', patient.url), { method: 'POST' });
    const location = begun.headers.get('location') ?? '';
    const socket = connect(Number(registry.url.port), registry.url.hostname);
    socket.write(`PATCH ${location} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nsome`);
    socket.resume().on('error', () => undefined);
    await once(socket, 'close');
    const status = await fetch(new URL(location, patient.url));
    expect(status.headers.get('range')).toBe('0-0');
    await registry.stop();
    await patient.stop();
  });

  it('is kept while we keep the client waiting', async () => {
    const slow: Authorizer = {
      async authorize() {
        await new Promise((resolve) => setTimeout(resolve, 3 * idleTimeoutSeconds * 1000));
        return { outcome: 'allowed' };
      },
    };
    const registry = await startRegistry({
      ...memoryStores(),
      access: { authenticators: [], authorizer: slow },
      adapter: { idleTimeoutSeconds },
    });
    expect((await fetch(new URL('/v2/', registry.url))).status).toBe(200);
    await registry.stop();
  });
});
