import { algorithmOf, createDigester, type Digest, type DigestAlgorithm } from '@lading/core';
import type { ClientErrorOptions } from '../error/client-error.js';
import { DigestMismatchError } from '../error/digest-mismatch-error.js';

/**
 * Passes content on, and verifies it. The last piece comes only if the digest is right. Content that is too long fails at once
 * (PULL-18, PULL-19, DIG-06). If the size is known, each piece is passed on before the next is read, so that it may be lent.
 * @throws DigestMismatchError
 */
export async function* verifiedChunks(
  chunks: AsyncIterable<Uint8Array>,
  expected: { readonly digest: Digest; readonly size?: number | undefined },
  where: ClientErrorOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const digester = createDigester(algorithmOf(expected.digest) as DigestAlgorithm);
  const check = () => {
    const received = { digest: digester.digest(), size: digester.size };
    const isRight = received.digest === expected.digest && received.size === (expected.size ?? received.size);
    if (!isRight) throw new DigestMismatchError(expected, received, where);
  };
  let held: Uint8Array | undefined;
  for await (const chunk of chunks) {
    digester.update(chunk);
    if (expected.size !== undefined && digester.size > expected.size)
      throw new DigestMismatchError(expected, { size: digester.size }, where);
    if (expected.size === undefined) {
      if (held !== undefined) yield held;
      held = chunk;
    } else {
      if (digester.size === expected.size) check();
      yield chunk;
    }
  }
  check();
  if (held !== undefined) yield held;
}
