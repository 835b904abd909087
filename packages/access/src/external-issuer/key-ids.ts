import { Buffer } from 'node:buffer';
import { createECDH, createHash, type KeyObject } from 'node:crypto';

type Members = Readonly<Record<string, string>>;

/**
 * The ids by which tokens name a key that has none of its own: its thumbprint (RFC 7638), those of Distribution 3, which
 * differ for keys that are not RSA (distribution/distribution, registry/auth/token/util.go), and that of libtrust, which
 * Distribution 2 expects.
 */
export function keyIdsOf(key: KeyObject): readonly string[] {
  const { crv, e, kty, n, x, y } = key.export({ format: 'jwk' }) as Members;
  if (kty === 'RSA') return [thumbprint({ e, kty, n }), libtrustId(key)];
  if (kty === 'EC' && crv !== undefined)
    return [
      thumbprint({ crv, kty, x, y }),
      thumbprint({ crv, kty, x: withoutZeros(x), y: withoutZeros(y) }),
      thumbprint({ crv, kty, ...basePointOf(crv) }),
      libtrustId(key),
    ];
  return [thumbprint({ crv, kty, x }), thumbprint({ crv, kty: 'OTP', x }), libtrustId(key)];
}

function thumbprint(members: Readonly<Record<string, string | undefined>>): string {
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}

/** Distribution takes coordinates as numbers, without the zero bytes that JWK keeps before them. */
function withoutZeros(coordinate: string | undefined): string {
  const bytes = Buffer.from(coordinate ?? '', 'base64url');
  const first = bytes.findIndex((byte) => byte !== 0);
  return bytes.subarray(first === -1 ? bytes.length : first).toString('base64url');
}

const curves: Members = { 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' };

/** Distribution 3.0 takes the base point of the curve instead of the key, so that all keys of a curve have one id. */
function basePointOf(crv: string): { readonly x: string; readonly y: string } | undefined {
  const curve = curves[crv];
  if (curve === undefined) return undefined;
  const one = createECDH(curve);
  one.setPrivateKey(Buffer.of(1));
  const point = one.getPublicKey().subarray(1);
  const [x, y] = [point.subarray(0, point.length / 2), point.subarray(point.length / 2)];
  return { x: withoutZeros(x.toString('base64url')), y: withoutZeros(y.toString('base64url')) };
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The first 240 bits of the SHA-256 of the public key (SPKI, DER) in base32, in twelve groups of four characters. */
function libtrustId(key: KeyObject): string {
  const hash = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
  let bits = BigInt(`0x${hash.subarray(0, 30).toString('hex')}`);
  let text = '';
  for (let place = 0; place < 48; place += 1) {
    text = `${base32[Number(bits & 31n)]}${text}`;
    bits >>= 5n;
  }
  return (text.match(/.{4}/g) as string[]).join(':');
}
