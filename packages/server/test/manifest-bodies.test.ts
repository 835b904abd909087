import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type RunningRegistry, type StartRegistryOptions, startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';
import { errorCodeOf, pushManifest } from './support/push.js';
import { statusOf } from './support/raw-exchange.js';

const mebibyte = 1024 * 1024;
const large = { annotations: { a: 'x'.repeat(mebibyte / 2) } };

describe('the bodies of manifests', () => {
  let registry: RunningRegistry;
  const start = async (settings: Partial<StartRegistryOptions>) => {
    registry = await startRegistry({ ...memoryStores(), ...settings });
  };
  afterEach(() => registry.stop());

  /** Sends the head and some of the body of a push. */
  async function begin(length: number, sent: number): Promise<Socket & { answer: string }> {
    const socket = Object.assign(connect(Number(registry.url.port), registry.url.hostname), { answer: '' });
    socket
      .on('error', () => undefined)
      .on('data', (text) => {
        socket.answer += text;
      });
    await once(socket, 'connect');
    socket.write(`PUT /v2/a/manifests/x HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`);
    await new Promise((resolve) => socket.write(Buffer.alloc(sent), resolve));
    return socket;
  }

  /** Pushes until the answer has this status, because the registry notices the other client a little later. */
  async function pushUntil(status: number, between?: () => Promise<void>): Promise<Response> {
    for (;;) {
      const answer = await pushManifest(registry.url, 'a', 'x', large);
      if (answer.status === status) return answer;
      await answer.text();
      await pause(20);
      await between?.();
    }
  }

  it('stay within their memory limit, and free it when their clients leave', async () => {
    await start({ maximumManifestBytes: mebibyte, manifestMemoryBytes: mebibyte });
    let slow = await begin(mebibyte, mebibyte - 1);
    const refused = await pushUntil(503, async () => {
      // The slow one is refused if it arrives while the memory is in use.
      if (slow.answer !== '') slow = await begin(mebibyte, mebibyte - 1);
    });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await errorCodeOf(refused)).toBe('TOOMANYREQUESTS');
    expect((await pushManifest(registry.url, 'a', 'small')).status).toBe(201);
    slow.destroy();
    expect((await pushUntil(201)).status).toBe(201);
  });

  it('free their memory after a push and after a refusal', async () => {
    await start({ maximumManifestBytes: mebibyte, manifestMemoryBytes: mebibyte });
    for (let pushed = 0; pushed < 8; pushed++) {
      expect((await pushManifest(registry.url, 'a', 'x', large)).status).toBe(201);
      expect((await pushManifest(registry.url, 'a', 'x', { ...large, layers: 'none' })).status).toBe(400);
    }
  });

  it('always have room for one manifest of the maximum size', async () => {
    await start({ maximumManifestBytes: mebibyte, manifestMemoryBytes: 1 });
    expect((await pushManifest(registry.url, 'a', 'x', large)).status).toBe(201);
  });

  it('must arrive in time, whether the client is slow or silent', async () => {
    await start({ manifestTimeoutSeconds: 1 });
    const silent = await begin(1000, 10);
    const slow = await begin(100_000, 10);
    const drip = setInterval(() => slow.write('x'), 50);
    while (silent.answer === '' || slow.answer === '') await pause(50);
    clearInterval(drip);
    for (const { answer } of [silent, slow]) {
      expect(statusOf(answer)).toBe(408);
      expect(answer).toContain('Connection: close');
    }
    slow.destroy();
    silent.destroy();
  });
});
