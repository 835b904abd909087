import { setImmediate as nextTurn } from 'node:timers/promises';
import { algorithmOf, createDigester, type Digest, parseDigestAlgorithm, RegistryError } from '@lading/core';

/** Bytes that are hashed at once, in a few milliseconds. Other requests run in between. */
const sliceBytes = 2 * 1024 * 1024;

/**
 * The digest under which a manifest is stored: the given one, or the sha256 of the bytes.
 * @throws RegistryError `DIGEST_INVALID` if the given one does not match the bytes (MAN-14)
 */
export async function digestOfManifest(bytes: Uint8Array, given: Digest | undefined): Promise<Digest> {
  const digester = createDigester(given === undefined ? undefined : parseDigestAlgorithm(algorithmOf(given)));
  for (let start = 0; start < bytes.byteLength; start += sliceBytes) {
    if (start > 0) await nextTurn();
    digester.update(bytes.subarray(start, start + sliceBytes));
  }
  const computed = digester.digest();
  if (given === undefined || given === computed) return computed;
  throw new RegistryError('DIGEST_INVALID', 'the manifest does not match its digest', {
    detail: { given, computed },
  });
}
