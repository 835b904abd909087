import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createEgress, type EgressFetch, fetchBy } from '../src/index.js';

let server: Server;
let url: string;
let send: EgressFetch;
let received: { method: string | undefined; type: string | undefined; custom: unknown; body: string };

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { 'content-type': type, custom } = request.headers;
    received = { method: request.method, type, custom, body };
    if (request.url === '/empty') response.writeHead(204).end();
    else if (request.url === '/away') response.writeHead(302, { location: '/' }).end();
    else if (request.url === '/large') response.end('x'.repeat(1000));
    else response.writeHead(201, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end(gzipSync('hello'));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  url = `http://${host}/`;
  send = fetchBy(createEgress({ addresses: ['127.0.0.1'], plainHosts: [host] }), { maximumBytes: 100 });
});
afterAll(() => server.close());

describe('fetchBy', () => {
  it('gives a whole Response, which is decoded', async () => {
    const answer = await send(new URL(url), { headers: { Custom: 'yes' }, redirect: 'manual' } as object);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-encoding')]).toEqual([
      201,
      'text/plain',
      null,
    ]);
    expect(await answer.text()).toBe('hello');
    expect(received).toEqual({ method: 'GET', type: undefined, custom: 'yes', body: '' });
    expect((await send(`${url}empty`)).status).toBe(204);
  });

  it('sends text and forms', async () => {
    await send(url, { method: 'POST', body: new URLSearchParams({ a: 'ä b' }) });
    expect(received).toMatchObject({ method: 'POST', body: 'a=%C3%A4+b' });
    expect(received.type).toMatch(/^application\/x-www-form-urlencoded/);
    await send(url, { method: 'POST', body: '{}', headers: new Headers({ 'content-type': 'application/json' }) });
    expect(received).toMatchObject({ type: 'application/json', body: '{}' });
  });

  it('keeps the policy and the limits', async () => {
    await expect(send('http://localhost:1/')).rejects.toMatchObject({ code: 'FORBIDDEN_URL' });
    await expect(send('https://10.0.0.1/')).rejects.toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
    await expect(send(`${url}away`)).rejects.toMatchObject({ code: 'REDIRECTED' });
    await expect(send(`${url}large`)).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(send(url, { method: 'PUT' })).rejects.toThrow(TypeError);
    await expect(send(url, { method: 'POST', body: new Uint8Array(1) })).rejects.toThrow(TypeError);
    await expect(send(url, { signal: AbortSignal.abort('left') })).rejects.toBe('left');
  });
});
