import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { type AppendOptions, allowEveryone, type UploadState } from '@lading/core';
import { MemoryBlobStore } from '@lading/storage';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createRegistryAdapter, RegistryModule } from '../src/index.js';
import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';
import { sha256 } from './support/push.js';
import { exchange } from './support/raw-exchange.js';

const mebibyte = 1024 * 1024;

/** Reports each chunk that arrives, and waits before it reads the next one. */
class WatchedStore extends MemoryBlobStore {
  readonly events = new EventEmitter();
  readonly pieces: number[] = [];
  mayGoOn: Promise<void> = Promise.resolve();

  override append(state: UploadState, bytes: AsyncIterable<Uint8Array>, options: AppendOptions) {
    return super.append(state, this.watch(bytes), options);
  }

  get received(): number {
    return this.pieces.reduce((sum, length) => sum + length, 0);
  }

  private async *watch(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of bytes) {
        this.pieces.push(piece.byteLength);
        this.events.emit('piece');
        await this.mayGoOn;
        yield piece;
      }
    } finally {
      this.events.emit('end');
    }
  }
}

describe('a large body', () => {
  let store: WatchedStore;
  let registry: RunningRegistry;
  beforeEach(async () => {
    store = new WatchedStore();
    registry = await startRegistry({ ...memoryStores(), blobStore: store });
  });
  afterEach(() => registry.stop());

  const push = (digest: string) => `POST /v2/a/blobs/uploads/?digest=${digest} HTTP/1.1\r\nHost: a\r\n`;
  const get = (digest: string) => `GET /v2/a/blobs/${digest} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;

  function chunked(content: Buffer): Buffer {
    const chunks: Buffer[] = [];
    for (let start = 0; start < content.length; start += 32_768) {
      const chunk = content.subarray(start, start + 32_768);
      chunks.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
    }
    return Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]);
  }

  it.each([
    ['of known length', (content: Buffer) => [`Content-Length: ${content.length}\r\n\r\n`, content]],
    ['in chunks', (content: Buffer) => ['Transfer-Encoding: chunked\r\n\r\n', chunked(content)]],
  ])('%s leaves what comes after it on its connection alone', async (_, send) => {
    const contents = [randomBytes(5 * mebibyte), randomBytes(1000), randomBytes(3 * mebibyte), randomBytes(70_000)];
    const digests = contents.map(sha256);
    const requests = contents.flatMap((content, index) => [push(digests[index] as string), ...send(content)]);
    const all = Buffer.concat([...requests, get(digests[0] as string)].map((part) => Buffer.from(part)));
    const answer = Buffer.from(await exchange(registry.url, all), 'latin1');
    expect(answer.toString('latin1').match(/HTTP\/1\.1 201/g)).toHaveLength(contents.length);
    expect(answer.subarray(-(contents[0]?.length ?? 0)).equals(contents[0] as Buffer)).toBe(true);
  });

  it('is read no faster than the store takes it', async () => {
    let goOn = () => {};
    store.mayGoOn = new Promise((resolve) => {
      goOn = resolve;
    });
    const content = randomBytes(64 * mebibyte);
    const socket = connect(Number(registry.url.port), registry.url.hostname);
    const answered = buffer(socket);
    socket.write(`${push(sha256(content))}Content-Length: ${content.length}\r\nConnection: close\r\n\r\n`);
    socket.write(content);
    await once(store.events, 'piece');
    await pause(500);
    // What the systems of both sides hold is no more than a few MiB.
    expect(socket.writableLength).toBeGreaterThan(32 * mebibyte);
    expect(store.pieces).toHaveLength(1);
    goOn();
    expect((await answered).toString()).toContain('HTTP/1.1 201');
    expect(store.received).toBe(content.length);
  });

  it('of a client that leaves ends, and lets the registry stop', async () => {
    const socket = connect(Number(registry.url.port), registry.url.hostname);
    socket.on('error', () => undefined);
    const ended = once(store.events, 'end');
    socket.write(`${push(sha256('never'))}Content-Length: ${1024 * mebibyte}\r\n\r\n`);
    for (let sent = 0; sent < 8; sent++) socket.write(Buffer.alloc(mebibyte));
    while (store.received < 4 * mebibyte) await once(store.events, 'piece');
    socket.destroy();
    await ended;
    await registry.stop();
  });
});

describe('a connection that another protocol takes over', () => {
  it('receives all bytes', async () => {
    const application = await NestFactory.create<NestFastifyApplication>(
      RegistryModule.forRoot({ ...memoryStores(), access: allowEveryone() }),
      createRegistryAdapter(),
      { logger: false },
    );
    const received: Buffer[] = [];
    const server: Server = application.getHttpServer();
    server.on('upgrade', (_: IncomingMessage, upgraded: Duplex, head: Buffer) => {
      received.push(head);
      upgraded.on('data', (bytes: Buffer) => received.push(bytes));
      upgraded.on('end', () => upgraded.end('bye'));
      upgraded.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n');
    });
    await application.listen(0, '127.0.0.1');
    const { port } = new URL(await application.getUrl());
    const [pushed, content] = [Buffer.alloc(2 * mebibyte, 'p'), randomBytes(4 * mebibyte)];
    const socket: Socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /v2/a/blobs/uploads/?digest=${sha256(pushed)} HTTP/1.1\r\nHost: a\r\nContent-Length: ${pushed.length}\r\n\r\n`,
    );
    socket.write(pushed);
    await once(socket, 'data');
    socket.write('GET /other HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n');
    const [switched] = (await once(socket, 'data')) as [Buffer];
    expect(switched.toString()).toContain('101');
    const bye = buffer(socket);
    socket.end(content);
    expect((await bye).toString()).toBe('bye');
    expect(Buffer.concat(received).equals(content)).toBe(true);
    await application.close();
  });
});
