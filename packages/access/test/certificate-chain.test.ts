import { createPrivateKey, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';
import { keyOfChain } from '../src/external-issuer/certificate-chain.js';

interface Pair {
  readonly private: string;
  readonly cert: string;
}

const day = 24 * 60 * 60 * 1000;

/** A certificate that `by` has issued, or that is its own root. */
async function certificate(name: string, shape: Shape = {}): Promise<Pair> {
  const {
    by,
    isAuthority = false,
    usage = isAuthority ? 'keyCertSign' : 'digitalSignature',
    from = 0,
    to = 10,
  } = shape;
  return generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() + from * day),
    notAfterDate: new Date(Date.now() + to * day),
    extensions: [
      { name: 'basicConstraints', cA: isAuthority, critical: true },
      ...(usage === 'any' ? [] : [{ name: 'keyUsage', [usage]: true, critical: true } as const]),
    ],
    ...(by && { ca: { key: by.private, cert: by.cert } }),
  });
}

interface Shape {
  readonly by?: Pair;
  readonly isAuthority?: boolean;
  readonly usage?: 'any' | 'keyCertSign' | 'digitalSignature';
  readonly from?: number;
  readonly to?: number;
}

const base64 = ({ cert }: Pair) => new X509Certificate(cert).raw.toString('base64');
const roots = (...pairs: Pair[]) => pairs.map(({ cert }) => new X509Certificate(cert));
const keyOf = (chain: readonly Pair[], trusted: readonly X509Certificate[], now = new Date(Date.now() + day)) =>
  keyOfChain(chain.map(base64), trusted, now);

describe('a chain of certificates in a token', () => {
  let root: Pair;
  let middle: Pair;
  let signer: Pair;

  beforeAll(async () => {
    root = await certificate('root', { isAuthority: true });
    middle = await certificate('middle', { isAuthority: true, by: root });
    signer = await certificate('signer', { by: middle });
  });

  it('gives the key of its first certificate if it ends at a root', async () => {
    const expected = createPrivateKey(signer.private).export({ format: 'jwk' });
    expect(keyOf([signer, middle], roots(root)).export({ format: 'jwk' })).toMatchObject({
      x: expected.x,
      y: expected.y,
    });
    const direct = await certificate('direct', { by: root });
    expect(keyOf([direct], roots(root))).toBeDefined();
    expect(keyOf([signer], roots(signer))).toBeDefined();
    expect(keyOf([signer], roots(middle))).toBeDefined();
  });

  it('[A38] is refused if it is signed by itself', async () => {
    const own = await certificate('root');
    expect(() => keyOf([own], roots(root))).toThrow('does not end at a root');
    const ownAuthority = await certificate('root', { isAuthority: true });
    const below = await certificate('below', { by: ownAuthority });
    expect(() => keyOf([below, ownAuthority], roots(root))).toThrow('does not end at a root');
    expect(() => keyOf([below, root], roots(root))).toThrow('x5c is not a chain');
  });

  it('is refused if a certificate in it may not issue others', async () => {
    for (const usage of ['digitalSignature', 'any'] as const) {
      const plain = await certificate('plain', { by: root, usage });
      const below = await certificate('below', { by: plain });
      expect(() => keyOf([below, plain], roots(root))).toThrow('x5c is not a chain');
      expect(() => keyOf([below], roots(plain))).toThrow('does not end at a root');
    }
  });

  it('is refused if a certificate is not valid now, or not valid yet', async () => {
    const now = new Date();
    const old = await certificate('old', { by: root, from: -3, to: -1 });
    const future = await certificate('future', { by: root, from: 1, to: 3 });
    const oldRoot = await certificate('old root', { isAuthority: true, from: -3, to: -1 });
    const below = await certificate('below', { by: oldRoot, from: -3 });
    expect(() => keyOf([old], roots(root), now)).toThrow('not valid now');
    expect(() => keyOf([future], roots(root), now)).toThrow('not valid now');
    expect(() => keyOf([below], roots(oldRoot), now)).toThrow('does not end at a root');
  });

  it('is refused if it is too long, incomplete or no chain at all', () => {
    expect(() => keyOf([signer], roots(root))).toThrow('does not end at a root');
    expect(() => keyOf([middle, signer], roots(root))).toThrow('x5c is not a chain');
    expect(() => keyOf([signer, middle, root], roots(root))).toThrow('1 to 2 certificates');
    for (const wrong of [[], 'MIIB', null, {}, [7], ['MIIB'], [''], [base64(signer), 'x']])
      expect(() => keyOfChain(wrong, roots(root), new Date())).toThrow();
  });
});
