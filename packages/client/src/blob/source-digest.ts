import { createDigester, type Digest, parseVerifiableDigest } from '@lading/core';
import type { RepeatableSource } from '../content/blob-source.js';
import type { PushBlobOptions } from './push-options.js';

/** The digest that the caller gave. Otherwise reads the content once to compute it. */
export async function sourceDigest(
  source: RepeatableSource,
  { digest, algorithm, signal }: PushBlobOptions,
): Promise<Digest> {
  if (digest !== undefined) return parseVerifiableDigest(digest);
  const digester = createDigester(algorithm);
  for await (const chunk of source.open(0)) {
    signal?.throwIfAborted();
    digester.update(chunk);
  }
  return digester.digest();
}
