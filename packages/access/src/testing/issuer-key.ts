import { Buffer } from 'node:buffer';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A key pair that signs with ES256, by Node's own functions: the library that verifies tokens must not be the only one that signs. */
export class IssuerKey {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  get jwk(): { readonly kty: string; readonly crv: string; readonly x: string; readonly y: string } {
    const { kty = '', crv = '', x = '', y = '' } = this.publicKey.export({ format: 'jwk' });
    return { kty, crv, x, y };
  }

  get pem(): string {
    return String(this.publicKey.export({ type: 'spki', format: 'pem' }));
  }

  /** The forms of its id that issuers use. */
  get ids(): { readonly thumbprint: string; readonly distribution: string; readonly libtrust: string } {
    const { crv, x, y } = this.jwk;
    const short = (coordinate: string) => {
      const hex = Buffer.from(coordinate, 'base64url')
        .toString('hex')
        .replace(/^(?:00)+/, '');
      return Buffer.from(hex, 'hex').toString('base64url');
    };
    return {
      thumbprint: sha256(`{"crv":"${crv}","kty":"EC","x":"${x}","y":"${y}"}`).toString('base64url'),
      distribution: sha256(`{"crv":"${crv}","kty":"EC","x":"${short(x)}","y":"${short(y)}"}`).toString('base64url'),
      libtrust: libtrustId(this.publicKey),
    };
  }

  /** A JWT with this header and these claims. A member that is `undefined` is absent. */
  sign(claims: object, header: object): string {
    const parts = [{ alg: 'ES256', typ: 'JWT', ...header }, claims];
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const key = { key: this.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  }
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

function libtrustId(key: KeyObject): string {
  const bytes = sha256(key.export({ type: 'spki', format: 'der' })).subarray(0, 30);
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = (bits.match(/.{5}/g) ?? []).map(
    (five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five, 2)],
  );
  return (letters.join('').match(/.{4}/g) ?? []).join(':');
}
