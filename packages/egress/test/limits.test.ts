import type { RequestListener } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { generate } from 'selfsigned';
import { createEgress, type EgressError, type EgressRequest } from '../src/index.js';
import { startServer, type TestServer } from './support/start-server.js';

const servers: TestServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(answer: RequestListener, tls?: Parameters<typeof startServer>[1]): Promise<TestServer> {
  const server = await startServer(answer, tls);
  servers.push(server);
  return server;
}

const local = { addresses: ['127.0.0.1'], plainHosts: ['127.0.0.1', 'first.example', 'second.example'] };
const resolve = async () => [{ address: '127.0.0.1', family: 4 }];

async function ask(url: string, request: EgressRequest = {}, more: object = {}) {
  const egress = createEgress({ ...local, resolve, ...more });
  try {
    return await egress.request(url, { timeoutSeconds: 30, ...request });
  } finally {
    await egress.close();
  }
}

async function failureOf(asking: Promise<unknown>): Promise<EgressError> {
  return asking.then(
    () => Promise.reject(new Error('there is an answer')),
    (error: EgressError) => error,
  );
}

describe('redirects', () => {
  it('are not followed unless the request allows them', async () => {
    const { port } = await start((_, response) => response.writeHead(302, { location: '/next' }).end());
    expect(await failureOf(ask(`http://127.0.0.1:${port}/`))).toMatchObject({ code: 'REDIRECTED' });
  });

  it('are followed up to the limit, and never after a POST', async () => {
    const server = await start(({ url }, response) => {
      const left = Number(url?.slice(1));
      if (left === 0) response.end('there');
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    const url = `http://127.0.0.1:${server.port}`;
    expect((await ask(`${url}/3`, { maximumRedirects: 3 })).body.toString()).toBe('there');
    expect(await failureOf(ask(`${url}/4`, { maximumRedirects: 3 }))).toMatchObject({ code: 'REDIRECTED' });
    const post = { method: 'POST', body: 'secret', maximumRedirects: 3 } as const;
    expect(await failureOf(ask(`${url}/1`, post))).toMatchObject({ code: 'REDIRECTED' });
  });

  it.each([
    ['http://169.254.169.254/latest', 'FORBIDDEN_URL'],
    ['https://169.254.169.254/latest', 'FORBIDDEN_ADDRESS'],
    ['https://[::1]/', 'FORBIDDEN_ADDRESS'],
    ['https://2130706434/', 'FORBIDDEN_ADDRESS'],
    ['//user:secret@127.0.0.1/', 'FORBIDDEN_URL'],
    ['file:///etc/passwd', 'FORBIDDEN_URL'],
    ['https://[', 'FORBIDDEN_URL'],
  ])('to %s are refused with %s', async (location, code) => {
    const { port } = await start((_, response) => response.writeHead(307, { location }).end());
    const failure = await failureOf(ask(`http://127.0.0.1:${port}/`, { maximumRedirects: 5 }));
    expect(failure.code).toBe(code);
  });

  it('are checked against the hosts', async () => {
    const { port } = await start((_, response) => response.writeHead(302, { location: 'https://evil.example/' }).end());
    const asking = ask(`http://127.0.0.1:${port}/`, { maximumRedirects: 1 }, { hosts: ['127.0.0.1'] });
    expect(await failureOf(asking)).toMatchObject({ code: 'FORBIDDEN_HOST' });
  });

  it('take no credentials to another origin', async () => {
    const { port, requests } = await start(({ headers, url }, response) => {
      if (headers.host?.startsWith('second')) response.end();
      else response.writeHead(302, { location: url === '/' ? '/again' : `http://second.example:${port}/` }).end();
    });
    const headers = { authorization: 'Bearer secret', accept: 'x/y' };
    await ask(`http://first.example:${port}/`, { headers, maximumRedirects: 2 });
    expect(requests.map((request) => request.headers.authorization)).toEqual([
      'Bearer secret',
      'Bearer secret',
      undefined,
    ]);
    expect(requests.map((request) => request.headers.accept)).toEqual(['x/y', 'x/y', 'x/y']);
  });
});

describe('the limit of size', () => {
  const big = Buffer.alloc(50 * 1024 * 1024);

  it.each([
    ['gzip', gzipSync(big)],
    ['deflate', deflateSync(big)],
    ['br', brotliCompressSync(big.subarray(0, 5 * 1024 * 1024))],
  ])('also counts what is decoded from %s', async (encoding, body) => {
    const { port } = await start((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body));
    expect(await failureOf(ask(`http://127.0.0.1:${port}/`))).toMatchObject({ code: 'TOO_LARGE' });
  });

  it('stops an answer that never ends', async () => {
    const { port } = await start((_, response) => {
      const write = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65536)));
      };
      response.on('drain', write);
      write();
    });
    expect(await failureOf(ask(`http://127.0.0.1:${port}/`))).toMatchObject({ code: 'TOO_LARGE' });
  });

  it('also limits the header', async () => {
    const { port } = await start((_, response) => response.setHeader('x-long', 'x'.repeat(20_000)).end());
    expect(await failureOf(ask(`http://127.0.0.1:${port}/`))).toMatchObject({ code: 'UNREACHABLE' });
  });
});

describe('an answer', () => {
  it('is asked for without an encoding, and decoded if it has one', async () => {
    const { port, requests } = await start((_, response) =>
      response.writeHead(203, { 'content-encoding': 'gzip', 'x-a': ['1', '2'] }).end(gzipSync('text')),
    );
    const answer = await ask(`http://127.0.0.1:${port}/`);
    expect(answer.body.toString()).toBe('text');
    expect(answer).toMatchObject({ status: 203, headers: { 'x-a': '1' } });
    expect(requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  it.each([
    ['gzip', 'no gzip'],
    ['zstd', 'x'],
    ['gzip, gzip', 'x'],
  ])('with the encoding %s that cannot be read is an error', async (encoding, body) => {
    const { port } = await start((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body));
    expect(await failureOf(ask(`http://127.0.0.1:${port}/`))).toMatchObject({ code: 'BAD_ANSWER' });
  });

  it('that is cut off is an error', async () => {
    const { port } = await start((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('part', () => response.destroy());
    });
    expect(await failureOf(ask(`http://127.0.0.1:${port}/`))).toMatchObject({ code: 'UNREACHABLE' });
  });
});

describe('the limit of time', () => {
  it.each<[string, RequestListener]>([
    ['sends nothing', () => undefined],
    ['sends only the header', (_, response) => response.flushHeaders()],
    [
      'sends a byte now and then',
      (_, response) => {
        const timer = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
    ['redirects without end', ({ url }, response) => response.writeHead(302, { location: `${url}x` }).end()],
  ])('ends a request to a server that %s', async (_, listener) => {
    const { port } = await start(listener);
    const limits = { timeoutSeconds: 0.3, maximumRedirects: 1_000_000 };
    const failure = await failureOf(ask(`http://127.0.0.1:${port}/path?secret`, limits));
    expect(['TOO_SLOW', 'UNREACHABLE']).toContain(failure.code);
  });

  it('includes the lookup of the host', async () => {
    const request = ask(
      'https://slow.example/',
      { timeoutSeconds: 0.1 },
      { resolve: () => new Promise(() => undefined) },
    );
    expect(await failureOf(request)).toMatchObject({ code: 'TOO_SLOW' });
  });

  it('leaves the signal of the caller in force', async () => {
    const { port } = await start(() => undefined);
    const reason = new Error('not needed any more');
    const asking = ask(`http://127.0.0.1:${port}/`, { signal: AbortSignal.abort(reason) });
    await expect(asking).rejects.toBe(reason);
  });
});

describe('an error', () => {
  it('has no part of the request except the origin', async () => {
    const { port } = await start((_, response) => response.destroy());
    const headers = { authorization: 'Bearer canary-1', 'x-bad': 'canary-2\n' };
    const failures = await Promise.all([
      failureOf(ask(`http://127.0.0.1:${port}/canary-3?canary-4#canary-5`, { method: 'POST', body: 'canary-6' })),
      failureOf(ask(`http://127.0.0.1:${port}/`, { headers })),
      failureOf(ask('https://canary-7:canary-8@127.0.0.1/canary')),
    ]);
    for (const failure of failures)
      expect(`${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`).not.toContain('canary');
  });
});

describe('https', () => {
  it('trusts only the given authorities, and checks the name of the host', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'a.example' }], {
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: 'a.example' }] },
      ],
    });
    const { port } = await start((_, response) => response.end('safe'), { key, cert });
    const own = { certificateAuthorities: cert };
    expect((await ask(`https://a.example:${port}/`, {}, own)).body.toString()).toBe('safe');
    expect(await failureOf(ask(`https://b.example:${port}/`, {}, own))).toMatchObject({ code: 'UNREACHABLE' });
    expect(await failureOf(ask(`https://a.example:${port}/`))).toMatchObject({ code: 'UNREACHABLE' });
  });
});
