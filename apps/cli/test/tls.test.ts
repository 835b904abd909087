import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { run, succeed } from './harness/command.js';
import { temporaryFolder } from './harness/temporary-folder.js';

describe('certificates', () => {
  let server: Server;
  let name: string;
  let caFile: string;
  beforeAll(async () => {
    const altNames = [{ type: 2 as const, value: 'localhost' }];
    const extensions = [
      { name: 'basicConstraints' as const, cA: true },
      { name: 'subjectAltName' as const, altNames },
    ];
    const pair = await generate([{ name: 'commonName', value: 'localhost' }], { extensions });
    caFile = join(temporaryFolder(), 'ca.pem');
    await writeFile(caFile, pair.cert);
    server = createServer({ key: pair.private, cert: pair.cert }, (_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ name: 'team/app', tags: ['secure'], repositories: ['team/app'] }));
    });
    await once(server.listen(0, 'localhost'), 'listening');
    name = `https://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('refuses one of an unknown authority, and says what to do', async () => {
    const { code, stderr } = await run(['ls', name]);
    expect(code).toBe(5);
    expect(stderr).toContain('next: trust its certificate authority with --ca-file FILE');
  });

  it('accepts it with its authority or with --insecure', async () => {
    expect((await succeed(['ls', name, '--ca-file', caFile])).stdout).toBe('team/app\n');
    expect((await succeed(['ls', name, '--insecure'])).stdout).toBe('team/app\n');
  });

  it('refuses a file that is not a certificate', async () => {
    expect(await run(['ls', name, '--ca-file', '/nonexistent'])).toMatchObject({ code: 2, stdout: '' });
  });

  it('reports TLS to a plain HTTP port, and plain HTTP to a TLS port', async () => {
    const { createServer: createPlain } = await import('node:http');
    const plain = createPlain((_, response) => response.end('{}'));
    await once(plain.listen(0, '127.0.0.1'), 'listening');
    const { code, stderr } = await run(['ls', `https://127.0.0.1:${(plain.address() as AddressInfo).port}`]);
    plain.close();
    expect(code).toBe(5);
    expect(stderr).toContain('--plain-http');
  });
});
