import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { header } from '../../src/registry/http/answer.js';
import { HttpClient } from '../../src/registry/http/http-client.js';
import { findAnswer } from '../../src/registry/http/raw-answer.js';
import { RawConnection } from '../../src/registry/http/raw-connection.js';

const servers: Server[] = [];
const clients: HttpClient[] = [];

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<URL> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

function clientOf(url: URL, authorization?: string): HttpClient {
  const client = new HttpClient(url, authorization === undefined ? {} : { authorization });
  clients.push(client);
  return client;
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

describe('the client of the cases', () => {
  it('sends targets as they are written', async () => {
    const url = await serve((request, response) => response.end(request.url));
    const { body } = await clientOf(url).send('GET', '/v2/a/../b//c/%2e%2e?x=%ff&x');
    expect(body.toString()).toBe('/v2/a/../b//c/%2e%2e?x=%ff&x');
  });

  it('sends repeated fields in lines of their own, and no Accept where it is told so', async () => {
    const url = await serve((request, response) => response.end(JSON.stringify(request.rawHeaders)));
    const { body } = await clientOf(url).send('GET', '/', { headers: { 'x-twice': ['a', 'b'], accept: [] } });
    expect(JSON.parse(body.toString())).toEqual(expect.arrayContaining(['x-twice', 'a', 'x-twice', 'b']));
    expect(body.toString()).not.toContain('accept');
  });

  it('sends a body of bytes with its length, and one of pieces without', async () => {
    const url = await serve((request, response) => {
      const { 'content-length': length = 'none', 'transfer-encoding': encoding = 'none' } = request.headers;
      request.resume().on('end', () => response.end(`${length} ${encoding}`));
    });
    async function* pieces() {
      yield Buffer.from('abc');
    }
    const client = clientOf(url);
    expect((await client.send('PUT', '/', { body: 'abc' })).body.toString()).toBe('3 none');
    expect((await client.send('PUT', '/', { body: pieces() })).body.toString()).toBe('none chunked');
  });

  it('follows redirects, and shows its credentials to no other host [HTTP-04]', async () => {
    const other = await serve((request, response) => response.end(`${request.headers.authorization}`));
    const url = await serve((request, response) => {
      const location = request.url === '/away' ? other.href : '/here';
      if (request.url === '/here') response.end(`${request.headers.authorization}`);
      else response.writeHead(307, { location }).end();
    });
    const client = clientOf(url, 'Basic x');
    expect((await client.send('GET', '/away')).body.toString()).toBe('undefined');
    expect((await client.send('GET', '/stay')).body.toString()).toBe('Basic x');
    expect((await client.send('GET', '/stay', { follow: false })).status).toBe(307);
  });
});

describe('a raw connection', () => {
  it('is over as soon as nothing more can be sent', async () => {
    const connection = await RawConnection.open(await serve((_, response) => response.end()));
    expect(connection.isAnswered).toBe(false);
    const closed = connection.destroy();
    expect(connection.isAnswered).toBe(true);
    await closed;
    expect(await connection.answer()).toBeUndefined();
  });
});

describe('a raw answer', () => {
  const parse = (text: string, method = 'GET', ended = false) => findAnswer(Buffer.from(text), method, ended);

  it('is read by its length, and the bytes after it are kept', () => {
    const found = parse('HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX: y\r\n\r\nabcHTTP/1.1');
    expect([found?.answer.status, found?.answer.body.toString(), found?.rest.toString()]).toEqual([
      200,
      'abc',
      'HTTP/1.1',
    ]);
    expect(found && header(found.answer, 'x')).toBe('y');
  });

  it('is read in chunks', () => {
    const text = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n';
    expect(parse(text)?.answer.body.toString()).toBe('abcde');
    expect(parse(text.slice(0, -1))).toBeUndefined();
  });

  it('is read to the end of the connection where nothing tells its length', () => {
    expect(parse('HTTP/1.0 200 OK\r\n\r\nabc')).toBeUndefined();
    expect(parse('HTTP/1.0 200 OK\r\n\r\nabc', 'GET', true)?.answer.body.toString()).toBe('abc');
  });

  it('has no body to HEAD and with 204', () => {
    expect(parse('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n', 'HEAD')?.answer.body.length).toBe(0);
    expect(parse('HTTP/1.1 204 No Content\r\n\r\n')?.answer.body.length).toBe(0);
  });
});
