import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { SigningKey } from '@lading/core';
import { calculateJwkThumbprint } from 'jose';
import type { SealingKeys } from './sealing-keys.js';
import type { SigningTimes } from './signing-times.js';

/** The one algorithm of our tokens: ECDSA on P-256 with SHA-256 (RFC 7518, 3.4). */
export const algorithm = 'ES256';

export async function makeSigningKey(times: SigningTimes, sealingKeys: SealingKeys): Promise<SigningKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  const publicJwk = { kty, crv, x, y };
  const kid = await calculateJwkThumbprint(publicJwk as Record<string, string>);
  return { kid, algorithm, publicJwk, sealedPrivate: sealingKeys.seal(kid, privateKey), ...times };
}
