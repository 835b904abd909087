import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { generate } from 'selfsigned';
import { type RunningRegistry, type StartRegistryOptions, startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';
import { pushBlob } from './support/push.js';
import { exchange, statusOf } from './support/raw-exchange.js';

describe('connections', () => {
  let registry: RunningRegistry;
  const start = async (adapter: StartRegistryOptions['adapter'], stores = memoryStores()) => {
    registry = await startRegistry({ ...stores, ...(adapter === undefined ? {} : { adapter }) });
  };
  const open = async (localAddress = '127.0.0.1'): Promise<Socket> => {
    const socket = connect({ port: Number(registry.url.port), host: '127.0.0.1', localAddress });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  afterEach(() => registry.stop());

  const ask = () => exchange(registry.url, 'GET /v2/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  async function askUntil(status: number): Promise<string> {
    for (;;) {
      const answer = await ask();
      if (statusOf(answer) === status) return answer;
      await pause(10);
    }
  }

  it.each([
    ['in total', { maximumConnections: 3 }],
    ['from one address', { maximumConnectionsPerAddress: 3 }],
  ])('beyond the limit %s are answered with 503, until others end', async (_name, adapter) => {
    await start(adapter);
    const others = await Promise.all([open(), open(), open()]);
    const answer = await askUntil(503);
    expect(answer).toContain('Retry-After: 5');
    expect(answer).toContain('"TOOMANYREQUESTS"');
    others[0]?.destroy();
    expect(statusOf(await askUntil(200))).toBe(200);
    for (const other of others) other.destroy();
  });

  it('are counted for each address', async () => {
    await start({ maximumConnectionsPerAddress: 3 });
    const others = await Promise.all([open('127.0.0.2'), open('127.0.0.2'), open('127.0.0.2')]);
    expect(statusOf(await ask())).toBe(200);
    for (const other of others) other.destroy();
  });

  it('of a proxy are not counted for its address', async () => {
    await start({ maximumConnectionsPerAddress: 3, isProxy: (address) => address === '127.0.0.1' });
    const others = await Promise.all([open(), open(), open(), open()]);
    expect(statusOf(await ask())).toBe(200);
    for (const other of others) other.destroy();
  });

  it('beyond the limit are closed over TLS', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
    await start({ maximumConnections: 1, https: { key, cert } });
    const first = await open();
    const second = await open();
    await once(second.resume(), 'close');
    first.destroy();
  });

  it('end when a head takes too long', async () => {
    await start({ headersTimeoutSeconds: 1 });
    const socket = await open();
    let answer = '';
    socket.on('data', (text) => {
      answer += text;
    });
    socket.write('GET /v2/ HTTP/1.1\r\nX: ');
    const drip = setInterval(() => socket.write('x'), 200);
    await once(socket, 'close');
    clearInterval(drip);
    expect(statusOf(answer)).toBe(408);
  }, 15_000);

  it('end when the client does not read', async () => {
    const stores = memoryStores();
    await start(undefined, stores);
    const digest = await pushBlob(registry.url, 'a', Buffer.alloc(20_000_000));
    await registry.stop();
    await start({ idleTimeoutSeconds: 1 }, stores);
    const socket = await open();
    socket.pause();
    socket.write(`GET /v2/a/blobs/${digest} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(100));
    await pause(4000);
    let received = 0;
    socket.on('data', (bytes) => {
      received += bytes.length;
    });
    await once(socket.resume(), 'close');
    expect(received).toBeLessThan(20_000_000);
  }, 15_000);
});
