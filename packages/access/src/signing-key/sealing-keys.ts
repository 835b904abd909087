import { createPrivateKey, type KeyObject } from 'node:crypto';
import { openBytes, sealBytes } from '../seal/sealed-bytes.js';

/**
 * Seals private keys, so that a copy of the store has no usable one. The first key seals and all of them open: to replace a
 * key, put the new one behind it in every process, then before it, and remove the old one when all that it has sealed is
 * dropped. A sealed key is bound to its id.
 */
export class SealingKeys {
  readonly #keys: readonly [KeyBytes, ...KeyBytes[]];

  /** @throws TypeError if there is no key, or one that has not 32 bytes */
  constructor(keys: readonly Uint8Array[]) {
    const [first, ...others] = keys;
    if (first === undefined) throw new TypeError('sealingKeys must have at least one key');
    if (keys.some((key) => !isKey(key))) throw new TypeError('each of the sealingKeys must have 32 bytes');
    this.#keys = [Buffer.from(first), ...others.map((key) => Buffer.from(key))];
  }

  seal(kid: string, privateKey: KeyObject): Uint8Array {
    return sealBytes(this.#keys[0], kid, privateKey.export({ type: 'pkcs8', format: 'der' }));
  }

  /** `undefined` if none of the keys has sealed this for this id. */
  open(kid: string, sealed: Uint8Array): KeyObject | undefined {
    const text = openBytes(this.#keys, kid, sealed);
    return text && createPrivateKey({ key: text, type: 'pkcs8', format: 'der' });
  }
}

type KeyBytes = Buffer;

function isKey(key: unknown): boolean {
  return key instanceof Uint8Array && key.byteLength === 32;
}
