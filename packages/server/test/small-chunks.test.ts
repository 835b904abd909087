import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { installTransport } from '../src/transport/install-transport.js';
import { withoutLimits } from './support/without-limits.js';

const mebibyte = 1024 * 1024;
const chunk = `28\r\n${'x'.repeat(40)}\r\n`;
const chunks = 500_000;

describe('a body in small chunks', () => {
  let server: Server;
  let mostWaiting = 0;

  beforeAll(async () => {
    server = createServer();
    installTransport(server, withoutLimits);
    server.on('request', (request, response) => void readAll(request).then((length) => response.end(String(length))));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Reads a body, and notes how many bytes the server read before they were asked for. */
  async function readAll(request: IncomingMessage): Promise<number> {
    let length = 0;
    for await (const piece of request) {
      length += (piece as Uint8Array).byteLength;
      mostWaiting = Math.max(mostWaiting, request.socket.bytesRead - (length / 40) * chunk.length);
      await new Promise(setImmediate);
    }
    return length;
  }

  it('is not read faster than its handler reads it', async () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (let sent = 0; sent < chunks; sent += 5000) if (!socket.write(chunk.repeat(5000))) await once(socket, 'drain');
    socket.write('0\r\n\r\n');
    let answer = '';
    for await (const text of socket) answer += text;
    expect(answer).toMatch(new RegExp(`\r\n\r\n(?:\\d+\r\n)?${chunks * 40}`));
    expect(mostWaiting).toBeLessThan(2 * mebibyte);
  }, 30_000);
});
