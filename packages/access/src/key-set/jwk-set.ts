import { createLocalJWKSet, type JWK, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

const asymmetricTypes: ReadonlySet<string> = new Set(['RSA', 'EC', 'OKP']);
const jwkSet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })) });

/** Finds a key by the id and the algorithm in the header of a token. It throws a `JOSEError` if there is none. */
export type FindKey = JWTVerifyGetKey;

/**
 * Reads a JWK set (RFC 7517). Keys of unknown types are left out.
 * @throws TypeError if it is not a JWK set, has no key with an id, or has a private or symmetric key
 */
export function parseJwkSet(text: string): FindKey {
  const { success, data } = jwkSet.safeParse(parseJson(text));
  if (!success) throw new TypeError('it is not a JWK set, which has a list of `keys`');
  const { keys } = data;
  if (keys.some(({ kty, d }) => kty === 'oct' || d !== undefined))
    throw new TypeError('the JWK set has a private or symmetric key, and only public keys can be used');
  const usable = keys.filter(({ kty, kid }) => asymmetricTypes.has(kty) && kid !== undefined);
  if (usable.length === 0) throw new TypeError('the JWK set has no public key with a kid');
  return createLocalJWKSet({ keys: usable as JWK[] });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError('the JWK set is not JSON');
  }
}
