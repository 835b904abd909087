import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectSecurely } from 'node:tls';
import { generate } from 'selfsigned';
import { holdContinue, sendContinue } from '../src/http/body/expect-continue.js';
import { installTransport } from '../src/transport/install-transport.js';
import { withoutLimits } from './support/without-limits.js';

/** Messages with every form of an end, repeated. */
const messages = Array.from({ length: 200 }, (_, index) => {
  const line = (fields: string) => `PUT /${index} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;
  return [
    { bytes: `GET /${index} HTTP/1.1\r\nHost: a\r\n\r\n`, body: '' },
    { bytes: `${line(`Content-Length: ${index * 9}\r\n`)}${'x'.repeat(index * 9)}`, body: 'x'.repeat(index * 9) },
    { bytes: `${line('Transfer-Encoding: chunked\r\n')}3\r\nabc\r\n2;a=b\r\nGE\r\n0\r\n\r\n`, body: 'abcGE' },
    {
      bytes: `${line('Transfer-Encoding: chunked\r\n')}A\r\n0\r\n\r\n0\r\n\r\n\r\n000\r\nTrailer: x\r\n\r\n`,
      body: '0\r\n\r\n0\r\n\r\n',
    },
    { bytes: `${line('Content-Length: 9\r\n')}\r\n\r\nGET /`, body: '\r\n\r\nGET /' },
    { bytes: `${line('Expect: 100-continue\r\nContent-Length: 4\r\n')}abcd`, body: 'abcd' },
    { bytes: `\r\n${line('Transfer-Encoding: chunked\r\n')}0\r\n\r\n`, body: '' },
  ][index % 7] as { bytes: string; body: string };
});
const stream = Buffer.from(messages.map(({ bytes }) => bytes).join(''));
const last = Buffer.from('GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
const expected = [...messages.map(({ body }, index) => `/${index} ${JSON.stringify(body)}`), '/last ""'];

describe.each([
  ['plain', false],
  ['TLS', true],
])('pipelined requests over %s', (_name, isSecure) => {
  let server: Server;
  let inProgress = 0;
  let most = 0;
  const seen: string[] = [];

  beforeAll(async () => {
    const handle = async (request: IncomingMessage) => {
      most = Math.max(most, ++inProgress);
      request.setEncoding('latin1');
      let body = '';
      for await (const text of request) body += text;
      await pause(Math.random() * 2);
      seen.push(`${request.url} ${JSON.stringify(body)}`);
      inProgress -= 1;
    };
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
    server = isSecure ? createSecureServer({ key, cert }) : createServer();
    installTransport(server, withoutLimits);
    holdContinue(server);
    server.on('request', (request, response) => {
      sendContinue(request, response);
      void handle(request).then(() => response.end('done'));
    });
    server.on('upgrade', (_request, socket: Socket, head: Buffer) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n${head.toString()}`,
      );
      socket.on('data', (bytes) => setTimeout(() => socket.write(bytes), 5));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(() => {
    seen.length = 0;
    most = 0;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const open = async (): Promise<Socket> => {
    const { port } = server.address() as AddressInfo;
    const socket = isSecure
      ? connectSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false })
      : connect(port, '127.0.0.1');
    await once(socket, isSecure ? 'secureConnect' : 'connect');
    return socket;
  };

  it.each([1, 7, 64, 1000, 5000, 1_000_000])('are processed one after another, in pieces of %d bytes', async (size) => {
    const socket = await open();
    socket.resume().setNoDelay();
    const bytes = size === 1 ? stream.subarray(0, stream.indexOf('/28 ') - 4) : stream;
    const all = Buffer.concat([bytes, last]);
    for (let start = 0; start < all.length; start += size) {
      socket.write(all.subarray(start, start + size));
      if (size < 1000) await new Promise(setImmediate);
    }
    await once(socket, 'close');
    expect(seen).toEqual([...expected.slice(0, size === 1 ? 28 : messages.length), '/last ""']);
    expect(most).toBe(1);
  });

  it('reach the next protocol after an upgrade', async () => {
    const socket = await open();
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes;
    });
    socket.write(
      'GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\none',
    );
    while (!text.includes('one')) await pause(5);
    socket.write('two');
    await pause(2);
    socket.write('three');
    while (!text.includes('three')) await pause(5);
    expect(text.slice(text.indexOf('101'))).toMatch(/\r\n\r\nonetwothree$/);
    socket.destroy();
  });
});
