import { createCipheriv, createDecipheriv, createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals private keys, so that a copy of the store has no usable one. The first key seals and all of them open: to replace a
 * key, put the new one behind it in every process, then before it, and remove the old one when all that it has sealed is
 * dropped. A sealed key is a nonce, a tag and a ciphertext of AES-256-GCM (NIST SP 800-38D), bound to its id.
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
    const nonce = randomBytes(nonceBytes);
    const sealing = createCipheriv(cipher, this.#keys[0], nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(kid));
    const text = privateKey.export({ type: 'pkcs8', format: 'der' });
    const sealed = Buffer.concat([sealing.update(text), sealing.final()]);
    return Buffer.concat([nonce, sealing.getAuthTag(), sealed]);
  }

  /** `undefined` if none of the keys has sealed this for this id. */
  open(kid: string, sealed: Uint8Array): KeyObject | undefined {
    for (const key of this.#keys) {
      const text = openWith(key, kid, sealed);
      if (text !== undefined) return createPrivateKey({ key: text, type: 'pkcs8', format: 'der' });
    }
    return undefined;
  }
}

type KeyBytes = Buffer;

function isKey(key: unknown): boolean {
  return key instanceof Uint8Array && key.byteLength === 32;
}

function openWith(key: KeyBytes, kid: string, sealed: Uint8Array): Buffer | undefined {
  const nonce = sealed.subarray(0, nonceBytes);
  const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes);
  try {
    const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
    opening.setAAD(Buffer.from(kid)).setAuthTag(tag);
    return Buffer.concat([opening.update(sealed.subarray(nonceBytes + tagBytes)), opening.final()]);
  } catch {
    return undefined;
  }
}
