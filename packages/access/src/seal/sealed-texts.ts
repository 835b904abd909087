import { hkdfSync, randomBytes } from 'node:crypto';
import { openBytes, sealBytes } from './sealed-bytes.js';

/**
 * Seals texts that a client keeps and must not read or change. Every replica can open them. The first key seals, and every key
 * can open.
 */
export class SealedTexts {
  readonly #keys: readonly Uint8Array[];
  readonly #purpose: string;

  /**
   * @param sharedKeys secret keys of all replicas. They may have other uses, because keys for this purpose are derived from them
   * (RFC 5869). Without keys, only this process can open its texts.
   */
  constructor(sharedKeys: readonly Uint8Array[], purpose: string) {
    const keys = sharedKeys.length > 0 ? sharedKeys : [randomBytes(32)];
    this.#keys = keys.map((key) => Buffer.from(hkdfSync('sha256', key, '', purpose, 32)));
    this.#purpose = purpose;
  }

  /** @returns base64url, which a cookie may contain */
  seal(text: string): string {
    const [key] = this.#keys as [Uint8Array];
    return sealBytes(key, this.#purpose, Buffer.from(text)).toString('base64url');
  }

  /** `undefined` if none of the keys has sealed this for this purpose. */
  open(sealed: string): string | undefined {
    return openBytes(this.#keys, this.#purpose, Buffer.from(sealed, 'base64url'))?.toString();
  }
}
