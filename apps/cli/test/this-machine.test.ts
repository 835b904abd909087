import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { generate } from 'selfsigned';
import { run, succeed } from './harness/command.js';
import { pushIndex } from './harness/image.js';
import { openRegistry, type TestRegistry } from './harness/registry.js';
import { temporaryFolder } from './harness/temporary-folder.js';

/** The first byte of a TLS record that carries a handshake. */
const handshake = 0x16;

describe('lading, with a registry on this machine', () => {
  let registry: TestRegistry;
  let trusting: { readonly env: Readonly<Record<string, string>> };
  let caFile: string;
  let secure: string;
  const servers: Server[] = [];

  /** Starts a server in front of the registry, and returns its host. */
  async function listen(server: Server): Promise<string> {
    servers.push(server);
    await once(server.listen(0, 'localhost'), 'listening');
    return `localhost:${(server.address() as AddressInfo).port}`;
  }

  function forward(socket: Socket, first?: Buffer): void {
    const upstream = connect(Number(registry.url.port), registry.url.hostname);
    if (first !== undefined) upstream.write(first);
    socket.pipe(upstream).pipe(socket);
    for (const end of [socket, upstream]) end.on('error', () => undefined);
  }

  beforeAll(async () => {
    registry = await openRegistry();
    await pushIndex(registry.host, 'team/app', '1');
    const extensions = [
      { name: 'basicConstraints' as const, cA: true },
      { name: 'subjectAltName' as const, altNames: [{ type: 2 as const, value: 'localhost' }] },
    ];
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], { extensions });
    caFile = join(temporaryFolder(), 'ca.pem');
    await writeFile(caFile, cert);
    trusting = { env: { NODE_EXTRA_CA_CERTS: caFile } };
    secure = await listen(createTlsServer({ key, cert }, (socket) => forward(socket)));
  });
  afterAll(async () => {
    for (const server of servers) server.close();
    await registry.stop();
  });

  it('uses TLS if the registry speaks TLS', async () => {
    expect((await succeed(['ls', `${secure}/team/app`], trusting)).stdout).toBe('1\n');
    expect((await succeed(['ls', secure], trusting)).stdout).toBe('team/app\n');
  });

  it('does not fall back to plain HTTP if the certificate is refused', async () => {
    const { code, stderr } = await run(['ls', `${secure}/team/app`]);
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('with --ca-file FILE') });
  });

  it.each([
    ['--ca-file', () => ['--ca-file', caFile]],
    ['--insecure', () => ['--insecure']],
  ])('uses only TLS with %s', async (_, options) => {
    expect((await succeed(['ls', `${secure}/team/app`, ...options()])).stdout).toBe('1\n');
    const { code, stderr } = await run(['ls', `${registry.host}/team/app`, ...options()]);
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('write http:// before its name') });
  });

  it('uses plain HTTP if the registry closes a connection that begins with a handshake', async () => {
    const host = await listen(
      createServer((socket) =>
        socket.once('data', (first) => (first[0] === handshake ? socket.destroy() : forward(socket, first))),
      ),
    );
    expect((await succeed(['ls', `${host}/team/app`])).stdout).toBe('1\n');
  });

  it('uses TLS if the handshake is slow', async () => {
    const [name, port] = secure.split(':');
    const host = await listen(
      createServer((socket) => {
        const begin = () => socket.pipe(connect(Number(port), name)).pipe(socket);
        socket.on('error', () => undefined).once('readable', () => setTimeout(begin, 1500));
      }),
    );
    expect((await succeed(['ls', `${host}/team/app`], trusting)).stdout).toBe('1\n');
  });

  it('tries TLS once for each registry', async () => {
    let handshakes = 0;
    const host = await listen(
      createServer((socket) =>
        socket.once('data', (first) => {
          if (first[0] === handshake) handshakes += 1;
          forward(socket, first);
        }),
      ),
    );
    await succeed(['copy', `${host}/team/app:1`, `${host}/once/app:1`]);
    expect(handshakes).toBe(1);
  });

  it('uses the scheme of a reference', async () => {
    const plain = `http://${registry.host}`;
    await succeed(['copy', `${plain}/team/app:1`, `https://${secure}/from/url:1`], trusting);
    const [one, other] = [`https://${secure}/from/url:1`, `${plain}/team/app:1`];
    expect((await succeed(['digest', one, '--insecure'])).stdout).toBe((await succeed(['digest', other])).stdout);
    expect((await succeed(['ls', `${plain}/team/app`])).stdout).toBe('1\n');
    expect(await run(['ls', `https://${registry.host}/team/app`])).toMatchObject({ code: 5 });
  });

  it('reports that the registry speaks TLS if plain HTTP was requested', async () => {
    const { code, stderr } = await run(['ls', `${secure}/team/app`, '--plain-http']);
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('if the registry speaks TLS') });
  });

  it.each(['text/plain', 'text/html'])('reports that too if the port of TLS answers with %s', async (type) => {
    const refuse = createHttpServer((_, response) => response.writeHead(400, { 'Content-Type': type }).end('HTTPS!'));
    const host = await listen(refuse);
    const { code, stderr } = await run(['ls', `http://${host}/team/app`]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('if the registry speaks TLS') });
  });
});
