import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Fetch, FetchInit } from '@lading/client';
import { generate } from 'selfsigned';
import { nodeFetch } from '../src/fetch/node-fetch.js';
import { chooseFetch } from '../src/registry/choose-fetch.js';
import { largeFetch } from '../src/transport/large-fetch.js';

const body = randomBytes(3 * 1024 * 1024 + 7);
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that answers each request by writing to the socket itself. */
async function serve(
  answer: (socket: Socket, request: string) => void,
): Promise<{ url: string; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('data', (request) => answer(socket, request.toString('latin1')));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/blob`, sockets };
}

const init = (changes: Partial<FetchInit> = {}): FetchInit => ({
  method: 'GET',
  redirect: 'manual',
  headers: {},
  signal: new AbortController().signal,
  isLarge: true,
  ...changes,
});

const secure = { rejectUnauthorized: true };
const refuse: Fetch = () => Promise.reject(new Error('it was asked for in the usual way'));
const fetchLarge = () => largeFetch(secure, refuse);

async function read(fetch: Fetch, url: string, changes: Partial<FetchInit> = {}): Promise<Buffer> {
  const response = await fetch(url, init(changes));
  const pieces: Uint8Array[] = [];
  for await (const piece of response.body ?? []) pieces.push(piece);
  return Buffer.concat(pieces);
}

const head = (length: number, further = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n${further}\r\n`;

describe('large bodies', () => {
  it('arrive unchanged in any number of pieces, over one connection for all requests', async () => {
    const { url, sockets } = await serve(async (socket) => {
      const answer = Buffer.concat([Buffer.from(head(body.byteLength)), body]);
      const cuts = [0, 3, 17, 40, 1000, answer.byteLength];
      for (const [index, start] of cuts.entries())
        await new Promise((resolve) =>
          socket.write(answer.subarray(start, cuts[index + 1]), () => setImmediate(resolve)),
        );
    });
    const fetch = fetchLarge();
    for (let count = 0; count < 3; count += 1) expect((await read(fetch, url)).equals(body)).toBe(true);
    expect(sockets.size).toBe(1);
  });

  it('are read over TLS only if the certificate is right', async () => {
    const altNames = [{ type: 2 as const, value: 'localhost' }];
    const pair = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName' as const, altNames }],
    });
    let asked = 0;
    const server = createSecureServer({ key: pair.private, cert: pair.cert }, (_, response) => {
      asked += 1;
      response.setHeader('content-length', body.byteLength).end(body);
    });
    await once(server.listen(0, 'localhost'), 'listening');
    closers.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    const url = `https://localhost:${(server.address() as AddressInfo).port}/blob`;
    expect((await read(largeFetch({ rejectUnauthorized: false }, refuse), url)).equals(body)).toBe(true);
    await expect(read(fetchLarge(), url)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(asked).toBe(1);
  });

  it.each([
    ['of unknown length', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
    ['with two lengths', `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok`],
    ['after an interim one', `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${head(2)}ok`],
    ['with a folded field', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\nok'],
    ['of another protocol', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['with a head without end', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`],
  ])('%s are requested in the usual way', async (_, answer) => {
    const { url } = await serve((socket) => socket.write(answer));
    const usual: Fetch = async () => ({
      status: 204,
      headers: new Headers(),
      body: null,
    });
    expect(await largeFetch(secure, usual)(url, init())).toMatchObject({ status: 204 });
  });

  it('are requested in the usual way if they are not large', async () => {
    const { url } = await serve((socket, request) =>
      socket.write(`${head(2)}${request.startsWith('GET') ? 'ok' : ''}`),
    );
    const fetch = largeFetch(secure, nodeFetch(secure));
    expect((await read(fetch, url, { isLarge: false })).toString()).toBe('ok');
    await expect(fetchLarge()(url, init({ isLarge: false }))).rejects.toThrow('usual way');
    await expect(fetchLarge()(url, init({ method: 'HEAD' }))).rejects.toThrow('usual way');
  });

  it.each([
    [true, false],
    [false, true],
  ])('come over connections of their own, but not if largeReads is %s', async (largeReads, isByNode) => {
    let asked = '';
    const { url } = await serve((socket, request) => {
      asked = request;
      socket.write(`${head(2)}ok`);
    });
    expect((await read(await chooseFetch({ largeReads }, {}), url)).toString()).toBe('ok');
    // Only Node's client names what becomes of the connection.
    expect(/^connection: keep-alive/im.test(asked)).toBe(isByNode);
  });

  it('that end early are an error, and so is a connection that ends before the head', async () => {
    const { url } = await serve((socket) => socket.end(`${head(10)}12345`));
    await expect(read(fetchLarge(), url)).rejects.toMatchObject({ code: 'ECONNRESET' });
    const { url: silent } = await serve((socket) => socket.end('HTTP/1.1 200'));
    await expect(read(fetchLarge(), silent)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('do not reuse a connection with surplus bytes, or one that the server closes', async () => {
    for (const [further, surplus] of [
      ['', 'HTTP/1.1 200 OK\r\n'],
      ['Connection: close\r\n', ''],
    ] as const) {
      const { url, sockets } = await serve((socket) => socket.write(`${head(2, further)}ok${surplus}`));
      const fetch = fetchLarge();
      expect((await read(fetch, url)).toString()).toBe('ok');
      expect((await read(fetch, url)).toString()).toBe('ok');
      expect(sockets.size).toBe(2);
    }
  });

  it('do not read bytes that came without a request as a response', async () => {
    const { url, sockets } = await serve((socket) => socket.write(`${head(2)}ok`));
    const fetch = fetchLarge();
    expect((await read(fetch, url)).toString()).toBe('ok');
    for (const socket of sockets) await new Promise((resolve) => socket.write(`${head(2)}no`, resolve));
    // What is read from a third connection now was sent later, and so is read later.
    expect((await read(fetchLarge(), url)).toString()).toBe('ok');
    expect((await read(fetch, url)).toString()).toBe('ok');
    expect(sockets.size).toBe(3);
  });

  it('return redirects and failures to the caller', async () => {
    const answer = 'HTTP/1.1 307 Temporary Redirect\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n';
    const { url, sockets } = await serve((socket) => socket.write(answer));
    const fetch = fetchLarge();
    for (let count = 0; count < 2; count += 1) {
      const response = await fetch(url, init());
      expect([response.status, response.headers.get('Location')]).toEqual([307, '/there']);
      for await (const piece of response.body ?? []) expect(piece.byteLength).toBe(0);
    }
    expect(sockets.size).toBe(1);
  });

  it('stop if they are aborted, before the response and within it', async () => {
    const reason = new Error('enough');
    const [before, within] = [new AbortController(), new AbortController()];
    const { url, sockets } = await serve((socket, request) => {
      if (request.includes('begin')) socket.write(`${head(10)}12345`);
      else before.abort(reason);
    });
    await expect(read(fetchLarge(), url, { signal: before.signal })).rejects.toBe(reason);
    const begun = await fetchLarge()(`${url}/begin`, init({ signal: within.signal }));
    const readOn = async () => {
      for await (const _ of begun.body ?? []) within.abort(reason);
    };
    await expect(readOn()).rejects.toBe(reason);
    await expect(read(fetchLarge(), url, { signal: AbortSignal.abort(reason) })).rejects.toThrow();
    expect(sockets.size).toBe(2);
  });

  it('refuse a header field with a line break', async () => {
    const { url } = await serve((socket) => socket.write(head(0)));
    await expect(read(fetchLarge(), url, { headers: { range: 'bytes=0-\r\nX: y' } })).rejects.toThrow(/character/);
  });
});

describe('pieces that are lent', () => {
  const long = randomBytes(12 * 1024 * 1024 + 5);

  it.each([
    ['at once', long.byteLength],
    ['bit by bit', 100_000],
  ])(
    'are valid until the next is requested, and their memory is used again, if the body arrives %s',
    async (_, bits) => {
      const { url } = await serve(async (socket) => {
        socket.write(head(long.byteLength));
        for (let start = 0; start < long.byteLength; start += bits) {
          socket.write(long.subarray(start, start + bits));
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
      });
      const response = await fetchLarge()(url, init());
      const memories = new Set<ArrayBufferLike>();
      const copies: Uint8Array[] = [];
      for await (const piece of response.body?.lent?.() ?? []) {
        // More arrives meanwhile.
        await new Promise((resolve) => setTimeout(resolve, 5));
        memories.add(piece.buffer);
        copies.push(Buffer.from(piece));
      }
      expect(Buffer.concat(copies).equals(long)).toBe(true);
      expect(memories.size).toBeLessThan(6);
    },
  );

  it('do not overwrite pieces that were not lent', async () => {
    const { url, sockets } = await serve((socket, request) => {
      const content = request.includes('/kept') ? body : long;
      socket.write(Buffer.concat([Buffer.from(head(content.byteLength)), content]));
    });
    const fetch = fetchLarge();
    const kept: Uint8Array[] = [];
    for await (const piece of (await fetch(`${url}/kept`, init())).body ?? []) kept.push(piece);
    for (let count = 0; count < 2; count += 1) {
      let bytes = 0;
      for await (const piece of (await fetch(url, init())).body?.lent?.() ?? []) bytes += piece.byteLength;
      expect(bytes).toBe(long.byteLength);
    }
    expect(Buffer.concat(kept).equals(body)).toBe(true);
    expect(sockets.size).toBe(1);
  });

  it('are sent before the next is requested, also to a server that reads slowly', async () => {
    const received: Buffer[] = [];
    const server = createHttpServer(async (request, response) => {
      for await (const chunk of request) {
        received.push(chunk as Buffer);
        if (received.length % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      response.writeHead(201).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    closers.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    const memory = Buffer.alloc(1024 * 1024);
    async function* lent(): AsyncGenerator<Uint8Array> {
      for (let position = 0; position < long.byteLength; position += memory.byteLength)
        yield memory.subarray(0, long.copy(memory, 0, position));
      memory.fill(0);
    }
    const kept = (): never => {
      throw new Error('it can do with lent pieces');
    };
    const response = await nodeFetch(secure)(`http://127.0.0.1:${(server.address() as AddressInfo).port}/upload`, {
      ...init({ method: 'PUT', headers: { 'content-length': String(long.byteLength) } }),
      body: { [Symbol.asyncIterator]: kept, lent },
      duplex: 'half',
    });
    expect(response.status).toBe(201);
    expect(Buffer.concat(received).equals(long)).toBe(true);
  });
});
