import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { ConfigurationError } from '../src/configuration/configuration-error.js';
import type { Configuration } from '../src/configuration/configuration-schema.js';
import { certificateWarning, readTlsFiles } from '../src/tls/tls-files.js';

const directory = mkdtempSync(join(tmpdir(), 'lading-tls-'));
afterAll(() => rmSync(directory, { recursive: true }));

const name = [{ name: 'commonName', value: '127.0.0.1' }];
const passphrase = 'canary';
const own = await generate(name, { keyType: 'ec' });
const other = await generate(name, { keyType: 'ec' });
const rsa = await generate(name, { keyType: 'rsa', keySize: 2048 });
const cipher = 'aes-256-cbc';

const files: Readonly<Record<string, string>> = {
  cert: own.cert,
  key: own.private,
  'key of another certificate': other.private,
  chain: `${own.cert}\n${other.cert}`,
  'chain in the wrong order': `${other.cert}\n${own.cert}`,
  'RSA cert': rsa.cert,
  'RSA key': rsa.private,
  'encrypted key (PKCS #8)': String(
    createPrivateKey(own.private).export({ type: 'pkcs8', format: 'pem', cipher, passphrase }),
  ),
  'encrypted key (OpenSSL)': String(
    createPrivateKey(rsa.private).export({ type: 'pkcs1', format: 'pem', cipher, passphrase }),
  ),
  'no PEM': 'canary',
  empty: '',
  'cut off': own.cert.slice(0, 200),
};
for (const [file, content] of Object.entries(files)) writeFileSync(join(directory, file), content);

function read(cert: string, key: string) {
  const [tlsCertificate, tlsKey] = [join(directory, cert), join(directory, key)];
  return readTlsFiles({ tlsCertificate, tlsKey } as Configuration);
}

function faultOf(cert: string, key: string): string {
  try {
    read(cert, key);
  } catch (error) {
    if (error instanceof ConfigurationError && error.faults.length === 1) return error.message;
    throw error;
  }
  return 'none';
}

describe('readTlsFiles', () => {
  it.each([
    ['cert', 'key'],
    ['chain', 'key'],
    ['RSA cert', 'RSA key'],
  ])('reads %s and %s', (cert, key) => {
    expect(faultOf(cert, key)).toBe('none');
  });

  it.each([
    ['a missing certificate', 'missing', 'key', /^LADING_TLS_CERT can't be read: ENOENT/],
    ['a missing key', 'cert', 'missing', /^LADING_TLS_KEY can't be read: ENOENT/],
    ['a folder', '.', 'key', /^LADING_TLS_CERT can't be read: EISDIR/],
    ['a certificate that is not PEM', 'no PEM', 'key', /^LADING_TLS_CERT: .+ usable certificate in PEM/],
    ['an empty certificate', 'empty', 'key', /^LADING_TLS_CERT: .+ usable certificate in PEM/],
    ['half a certificate', 'cut off', 'key', /^LADING_TLS_CERT: .+ usable certificate in PEM/],
    ['a key in place of the certificate', 'key', 'key', /^LADING_TLS_CERT: .+ usable certificate in PEM/],
    ['a certificate in place of the key', 'cert', 'cert', /^LADING_TLS_KEY: .+ a private key in PEM/],
    ['a key that is not PEM', 'cert', 'no PEM', /^LADING_TLS_KEY: .+ a private key in PEM/],
    ['an encrypted key', 'cert', 'encrypted key (PKCS #8)', /^LADING_TLS_KEY: .+ is encrypted; write a copy without/],
    ['an old encrypted key', 'RSA cert', 'encrypted key (OpenSSL)', /^LADING_TLS_KEY: .+ is encrypted; write a copy/],
    [
      'a key of another certificate',
      'cert',
      'key of another certificate',
      /^LADING_TLS_KEY: .+ of another certificate/,
    ],
    ['another kind of key', 'cert', 'RSA key', /^LADING_TLS_KEY: .+ is not the key of the first certificate/],
    [
      'a chain in the wrong order',
      'chain in the wrong order',
      'key',
      /own certificate must come first, then its chain/,
    ],
  ])('refuses %s in one line that names the variable', (_, cert, key, reason) => {
    const fault = faultOf(cert, key);
    expect(fault).toMatch(reason);
    expect(fault).not.toMatch(/\n|canary/);
  });
});

describe('certificateWarning', () => {
  const certificate = { cert: Buffer.from(own.cert), key: Buffer.from(own.private) };
  const after = (days: number) => new Date(Date.now() + days * 86_400_000);

  it('warns of a certificate that has expired or is not valid yet', () => {
    expect(certificateWarning(certificate, after(0))).toBeUndefined();
    expect(certificateWarning(certificate, after(40_000))).toMatch(/expired on .+: clients will refuse it$/);
    expect(certificateWarning(certificate, after(-40_000))).toMatch(/is not valid before/);
  });
});
