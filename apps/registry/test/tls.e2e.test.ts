import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { eventually } from '@lading/e2e/harness/wait';
import { generate } from 'selfsigned';
import { useExternalDatabase } from './harness/external-database.js';
import { RegistryProcess, startRegistry } from './harness/registry-process.js';

const database = useExternalDatabase();

/** Writes a new certificate for 127.0.0.1 into a folder, and gives it. */
async function writeCertificate(directory: string): Promise<string> {
  const altNames = [{ type: 7, ip: '127.0.0.1' }] as const;
  const { cert, private: key } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [...altNames] }],
  });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'key.pem'), key);
  writeFileSync(join(directory, 'cert.pem'), cert);
  return cert;
}

function withCertificate(directory: string): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: database.url,
    LADING_DATA_DIR: makeTemporaryDirectory('registry'),
    LADING_TLS_CERT: join(directory, 'cert.pem'),
    LADING_TLS_KEY: join(directory, 'key.pem'),
  };
}

/** The status and the `Location` of a request that trusts this certificate alone. */
async function ask(url: string, method: string, ca: string) {
  const asked = request(url, { method, ca, agent: false }).end();
  const [response] = await once(asked, 'response');
  response.resume();
  return { status: response.statusCode, location: response.headers.location };
}

async function serialNumber(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

/** Sends bytes without TLS, and returns everything that arrives until the connection ends. */
async function exchange(url: string, bytes: string | Uint8Array): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connectTcp({ host: hostname, port: Number(port) });
  socket.write(bytes);
  return text(socket);
}

describe('TLS from files', () => {
  it('serves HTTPS, with relative locations', async () => {
    const directory = makeTemporaryDirectory('registry');
    const ca = await writeCertificate(directory);
    const { registry, url } = await startRegistry(withCertificate(directory));
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect((await ask(`${url}/v2/`, 'GET', ca)).status).toBe(200);
    expect(await ask(`${url}/v2/app/blobs/uploads/`, 'POST', ca)).toMatchObject({
      status: 202,
      location: expect.stringMatching(/^\/v2\/app\/blobs\/uploads\//),
    });
    expect((await registry.stop()).code).toBe(0);
  });

  it('gives new connections a renewed certificate without a restart', async () => {
    const directory = makeTemporaryDirectory('registry');
    await writeCertificate(directory);
    const { registry, url } = await startRegistry({ ...withCertificate(directory), LADING_WORKERS: '2' });
    const before = await serialNumber(url);
    await writeCertificate(directory);
    const after = await eventually(
      () => serialNumber(url),
      (serial) => serial !== before,
    );
    expect(after).not.toBe(before);
    expect((await registry.stop()).code).toBe(0);
  });

  it.each(['1', '2'])('refuses to start without the files, in one line, with %s worker(s)', async (workers) => {
    const environment = {
      ...withCertificate(join(makeTemporaryDirectory('registry'), 'missing')),
      LADING_WORKERS: workers,
    };
    const { code, output } = await new RegistryProcess(environment).ended;
    expect(code).toBe(78);
    expect(output).toMatch(/^lading-registry: LADING_TLS_CERT can't be read: ENOENT.+\n$/);
  });

  it('tells a client that sends plain HTTP to use https', async () => {
    const directory = makeTemporaryDirectory('registry');
    await writeCertificate(directory);
    const { registry, url } = await startRegistry({ ...withCertificate(directory), LADING_LOG_LEVEL: 'debug' });
    for (const method of ['GET', 'DELETE', 'PATCH', 'CONNECT'])
      expect(await exchange(url, `${method} /v2/ HTTP/1.1\r\nHost: a\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 400 Bad Request\r\n.*\r\n\r\nThis port speaks HTTPS.*https:\/\/.*\n$/s,
      );
    await registry.line(({ level, msg }) => level === 'debug' && msg.includes('sent plain HTTP'));
    expect((await registry.stop()).code).toBe(0);
    expect(registry.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  });
});

describe('plain HTTP', () => {
  it('answers a client that sends TLS in HTTP, and logs one line', async () => {
    const environment = { DATABASE_URL: database.url, LADING_DATA_DIR: makeTemporaryDirectory('registry') };
    const { registry, url } = await startRegistry({ ...environment, LADING_LOG_LEVEL: 'debug' });
    const hello = Buffer.from('16030100a5010000a10303', 'hex');
    expect(await exchange(url, hello)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    await registry.line(({ level, msg }) => level === 'debug' && msg.includes('sent TLS'));
    await expect(serialNumber(url.replace('http:', 'https:'))).rejects.toThrow(/SSL/);
    expect((await registry.stop()).code).toBe(0);
    expect(registry.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  });
});
