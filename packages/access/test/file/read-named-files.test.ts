import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAccessFile } from '../../src/file/access-file.js';
import { AccessFileError } from '../../src/file/access-file-error.js';
import { readNamedFiles } from '../../src/file/read-named-files.js';

const folder = mkdtempSync(join(tmpdir(), 'lading-named-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hash = `$2y$04$${'a'.repeat(53)}`;
const issuer = { realm: 'https://auth.example.com/token', service: 's', issuer: 'i' };

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const provider = { name: 'company', issuer: 'https://id.example', clientId: 'lading' };

async function faultsOf(content: unknown): Promise<readonly string[]> {
  const error = await readNamedFiles(parseAccessFile(content)).catch((each: unknown) => each);
  if (error instanceof AccessFileError) return error.faults;
  throw error;
}

describe('readNamedFiles', () => {
  it('gives the users of the htpasswd file', async () => {
    const htpasswd = file('htpasswd', `alice:${hash}\nbob:${hash}\n`);
    expect(await readNamedFiles(parseAccessFile({ htpasswd }))).toEqual({ users: new Set(['alice', 'bob']) });
    expect(await readNamedFiles(parseAccessFile({}))).toEqual({});
  });

  it('names the key, the file and the line of each fault, and all faults', async () => {
    const htpasswd = file('wrong', `alice:${hash}\nbob:$apr1$canary\n`);
    const rootcertbundle = file('roots.pem', '-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----\n');
    const jwks = file('keys.json', '{"key":[]}');
    const faults = await faultsOf({ htpasswd, token: { ...issuer, rootcertbundle, jwks } });
    expect(faults).toEqual([
      expect.stringMatching(/^access\.htpasswd: \S+wrong, line 2: the hash is not of bcrypt/),
      `access.token.rootcertbundle: ${rootcertbundle}: block 1, a CERTIFICATE, cannot be read`,
      expect.stringMatching(/^access\.token\.jwks: \S+keys\.json: it is not a JWK set/),
    ]);
    expect(faults.join()).not.toContain('canary');
  });

  it('reads the files of issuers', async () => {
    const issuers = [{ issuer: 'https://kubernetes.example', ca: join(folder, 'none.pem'), bearerFile: folder }];
    expect(await faultsOf({ issuers })).toEqual([
      expect.stringMatching(/^access\.issuers\[0\]\.ca: ENOENT/),
      expect.stringMatching(/^access\.issuers\[0\]\.bearerFile: .+EISDIR/),
    ]);
  });

  it('reads the files of identity providers, and does not reveal a secret', async () => {
    const providers = [
      { ...provider, ca: file('ca.pem', 'canary'), clientSecretFile: file('secret', 'canary') },
      { ...provider, name: 'other', issuer: 'https://other.example', clientSecretFile: file('empty', ' \n') },
    ];
    const faults = await faultsOf({ providers });
    expect(faults).toEqual([
      expect.stringMatching(/^access\.providers\[0\]\.ca: \S+ca\.pem/),
      expect.stringMatching(/^access\.providers\[1\]\.clientSecretFile: \S+empty: the file is empty/),
    ]);
    expect(faults.join()).not.toContain('canary');
  });

  it('names a file that is missing', async () => {
    expect(await faultsOf({ htpasswd: join(folder, 'none') })).toEqual([
      `access.htpasswd: ENOENT: no such file or directory, open '${join(folder, 'none')}'`,
    ]);
  });
});
