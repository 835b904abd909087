import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';

/** The certificates and keys that a PEM file trusts. */
export interface CertificateBundle {
  /** Certificates that may end a chain. */
  readonly roots: readonly X509Certificate[];
  /** The keys of the certificates, and the public keys beside them, of the kinds that sign tokens. */
  readonly keys: readonly KeyObject[];
}

const block = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;
const keyLabels: ReadonlySet<string> = new Set(['PUBLIC KEY', 'RSA PUBLIC KEY']);

/**
 * Reads certificates and public keys in PEM form (RFC 7468).
 * @throws TypeError that tells which block cannot be used, without its content
 */
export function parseCertificateBundle(pem: string): CertificateBundle {
  const blocks = [...pem.matchAll(block)].map(([text, label]) => ({ text, label: label as string }));
  if (blocks.length === 0) throw new TypeError('there is no certificate and no public key in PEM form');
  const roots: X509Certificate[] = [];
  const keys = blocks.map(({ text, label }, at) => {
    if (label !== 'CERTIFICATE') return readKey(text, label, at);
    const certificate = read(label, at, () => new X509Certificate(text));
    roots.push(certificate);
    return certificate.publicKey;
  });
  return { roots, keys: keys.filter(signsTokens) };
}

const types: ReadonlySet<string | undefined> = new Set(['rsa', 'ec', 'ed25519']);
const curves: ReadonlySet<string | undefined> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/** A root may have a key of another kind. */
function signsTokens({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  return types.has(asymmetricKeyType) && (asymmetricKeyType !== 'ec' || curves.has(asymmetricKeyDetails?.namedCurve));
}

function readKey(text: string, label: string, at: number): KeyObject {
  if (!keyLabels.has(label))
    throw new TypeError(`block ${at + 1} is a ${label}, and only certificates and public keys can be used`);
  return read(label, at, () => createPublicKey(text));
}

function read<Value>(label: string, at: number, parse: () => Value): Value {
  try {
    return parse();
  } catch {
    throw new TypeError(`block ${at + 1}, a ${label}, cannot be read`);
  }
}
