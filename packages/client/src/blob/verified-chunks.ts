import { algorithmOf, createDigester, type Digest, type DigestAlgorithm } from '@lading/core';
import type { ClientErrorOptions } from '../error/client-error.js';
import { DigestMismatchError } from '../error/digest-mismatch-error.js';

/**
 * Passes content on and checks it on the way. The last piece is held back until all is right, so that whoever counts the
 * bytes has none that were not checked; content that is too long ends at once (PULL-18, PULL-19, DIG-06).
 * @throws DigestMismatchError
 */
export async function* verifiedChunks(
  chunks: AsyncIterable<Uint8Array>,
  expected: { readonly digest: Digest; readonly size?: number | undefined },
  where: ClientErrorOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const digester = createDigester(algorithmOf(expected.digest) as DigestAlgorithm);
  let held: Uint8Array | undefined;
  for await (const chunk of chunks) {
    digester.update(chunk);
    if (expected.size !== undefined && digester.size > expected.size)
      throw new DigestMismatchError(expected, { size: digester.size }, where);
    if (held !== undefined) yield held;
    held = chunk;
  }
  const received = { digest: digester.digest(), size: digester.size };
  const isRight = received.digest === expected.digest && received.size === (expected.size ?? received.size);
  if (!isRight) throw new DigestMismatchError(expected, received, where);
  if (held !== undefined) yield held;
}
