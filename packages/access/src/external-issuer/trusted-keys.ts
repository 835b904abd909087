import type { KeyObject } from 'node:crypto';
import { errors, type JWTHeaderParameters } from 'jose';
import type { FindKey } from '../key-set/jwk-set.js';
import type { CertificateBundle } from './certificate-bundle.js';
import { keyOfChain } from './certificate-chain.js';
import { keyIdsOf } from './key-ids.js';

interface TrustedKeysSources {
  readonly bundle?: CertificateBundle | undefined;
  /** Asked in this order for a key that the bundle does not have. */
  readonly sets: readonly FindKey[];
}

/** The keys that an issuer may sign with. */
export class TrustedKeys {
  readonly #bundle: CertificateBundle;
  readonly #byId: ReadonlyMap<string, KeyObject>;
  readonly #sets: readonly FindKey[];

  constructor({ bundle = { roots: [], keys: [] }, sets }: TrustedKeysSources) {
    this.#bundle = bundle;
    this.#byId = new Map(bundle.keys.flatMap((key) => keyIdsOf(key).map((id) => [id, key] as const)));
    this.#sets = sets;
  }

  /**
   * As Distribution chooses: a chain in the header decides alone; otherwise the id of the key in the header, of which nothing else
   * is used; otherwise the id in the header.
   * @throws JOSEError or TypeError if there is no such key
   */
  readonly find: FindKey = async (header, token) => {
    if (header.x5c !== undefined) return keyOfChain(header.x5c, this.#bundle.roots, new Date());
    const kid = idOf(header);
    const known = this.#byId.get(kid);
    if (known !== undefined) return known;
    for (const find of this.#sets) {
      const key = await orAbsent(find({ alg: header.alg, kid }, token));
      if (key !== undefined) return key;
    }
    throw new errors.JWKSNoMatchingKey();
  };
}

function idOf({ jwk, kid }: JWTHeaderParameters): string {
  const id: unknown = jwk === undefined ? kid : (jwk as { readonly kid?: unknown } | null)?.kid;
  if (typeof id === 'string' && id !== '') return id;
  throw new TypeError('the header of the token names no key');
}

async function orAbsent<Key>(finding: Promise<Key> | Key): Promise<Key | undefined> {
  try {
    return await finding;
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return undefined;
    throw error;
  }
}
