import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { onlyWith } from './support/access.js';
import { memoryStores } from './support/memory-stores.js';
import { exchange, statusOf } from './support/raw-exchange.js';

describe('an answer that comes before the body was read', () => {
  let closed: RunningRegistry;
  let open: RunningRegistry;
  beforeAll(async () => {
    closed = await startRegistry({ ...memoryStores(), access: onlyWith('Basic right') });
    open = await startRegistry({ ...memoryStores(), maximumManifestBytes: 1024 });
  });
  afterAll(async () => {
    await closed.stop();
    await open.stop();
  });

  const put = (fields: string) => `PUT /v2/a/manifests/x HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;

  it.each([2, 9, 60])('reaches a client that sends %d MiB all the same, and ends the connection', async (MiB) => {
    const body = Buffer.alloc(MiB * 1024 * 1024);
    const request = Buffer.concat([Buffer.from(put(`Content-Length: ${body.length}\r\n`)), body]);
    const answer = await exchange(closed.url, request);
    expect(statusOf(answer)).toBe(401);
    expect(answer).toContain('Connection: close');
    expect(answer).toContain('WWW-Authenticate: Basic realm="test"');
  });

  it('reaches a client that takes long to send, and reads nothing before', async () => {
    const socket = connect(Number(closed.url.port), closed.url.hostname);
    socket.pause().on('error', () => undefined);
    const piece = Buffer.alloc(1024 * 1024);
    socket.write(put(`Content-Length: ${8 * piece.length}\r\n`));
    for (let sent = 0; sent < 8; sent++) {
      socket.write(piece);
      await pause(1000);
    }
    expect(statusOf(await text(socket))).toBe(401);
  });

  it('reaches a client that continues with malformed chunks and reads nothing before', async () => {
    const socket = connect(Number(closed.url.port), closed.url.hostname);
    socket.pause().on('error', () => undefined);
    socket.write(`${put('Transfer-Encoding: chunked\r\n')}5\r\nhello\r\n`);
    await pause(200);
    for (let sent = 0; sent < 5; sent++) {
      socket.write(sent === 0 ? 'no size\r\n' : Buffer.alloc(256 * 1024));
      await pause(50);
    }
    expect(statusOf(await text(socket))).toBe(401);
  });

  it('comes while a chunked body is still open', async () => {
    const answer = await exchange(closed.url, put('Transfer-Encoding: chunked\r\n'), '"UNAUTHORIZED"');
    expect(statusOf(answer)).toBe(401);
  });

  it('comes instead of 100 Continue', async () => {
    const request = put('Content-Length: 500\r\nExpect: 100-continue\r\n');
    const answer = await exchange(closed.url, request, '"UNAUTHORIZED"');
    expect(statusOf(answer)).toBe(401);
    expect(answer).not.toContain('100 Continue');
  });

  it('is 413 as soon as the announced length is too much [MAN-12]', async () => {
    const request = put('Content-Length: 1025\r\nExpect: 100-continue\r\n');
    expect(statusOf(await exchange(open.url, request, '"SIZE_INVALID"'))).toBe(413);
  });

  it('is 413 as soon as a chunked body is too long [MAN-12]', async () => {
    const chunk = `401\r\n${'x'.repeat(1025)}\r\n`;
    const request = `${put('Transfer-Encoding: chunked\r\n')}${chunk}`;
    expect(statusOf(await exchange(open.url, request, '"SIZE_INVALID"'))).toBe(413);
  });

  it('says 100 Continue when the body is wanted', async () => {
    const request = put('Content-Length: 500\r\nExpect: 100-continue\r\n');
    expect(await exchange(open.url, request, '\r\n\r\n')).toContain('HTTP/1.1 100 Continue');
  });

  it('leaves the connection open where little is left to read', async () => {
    const request = `${put('Content-Length: 2\r\n')}{}GET /v2/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    const answer = await exchange(closed.url, request);
    expect(answer.match(/HTTP\/1\.1 401/g)).toHaveLength(2);
  });
});
