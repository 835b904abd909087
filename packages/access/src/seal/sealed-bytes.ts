import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals bytes with AES-256-GCM (NIST SP 800-38D). The result is a nonce, a tag and a ciphertext.
 * @param key 32 bytes
 * @param context the bytes open only with the same text
 */
export function sealBytes(key: Uint8Array, context: string, bytes: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([sealing.update(bytes), sealing.final()]);
  return Buffer.concat([nonce, sealing.getAuthTag(), sealed]);
}

/** `undefined` if none of the keys has sealed the bytes for this context. */
export function openBytes(keys: readonly Uint8Array[], context: string, sealed: Uint8Array): Buffer | undefined {
  for (const key of keys) {
    const opened = openByKey(key, context, sealed);
    if (opened !== undefined) return opened;
  }
  return undefined;
}

function openByKey(key: Uint8Array, context: string, sealed: Uint8Array): Buffer | undefined {
  const nonce = sealed.subarray(0, nonceBytes);
  const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes);
  try {
    const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
    opening.setAAD(Buffer.from(context)).setAuthTag(tag);
    return Buffer.concat([opening.update(sealed.subarray(nonceBytes + tagBytes)), opening.final()]);
  } catch {
    return undefined;
  }
}
