import { type KeyObject, sign } from 'node:crypto';

export type Json = Readonly<Record<string, unknown>>;

/** Signs by hand, because the library that verifies must not be the only one that signs. */
export function forgeToken(header: Json, claims: Json, signature: (text: Buffer) => Buffer): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${signature(Buffer.from(text)).toString('base64url')}`;
}

export function es256(privateKey: KeyObject): (text: Buffer) => Buffer {
  return (text) => sign('sha256', text, { key: privateKey, dsaEncoding: 'ieee-p1363' });
}

export function rs256(privateKey: KeyObject): (text: Buffer) => Buffer {
  return (text) => sign('sha256', text, privateKey);
}
