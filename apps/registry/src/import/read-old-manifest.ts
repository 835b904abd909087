import { type Digest, matchesDigest, type PushedManifest, parseManifest } from '@lading/core';
import type { DistributionFiles } from './distribution-files.js';

/** The old registry lists content whose bytes it does not have. */
export class MissingBytesError extends Error {
  override readonly name = 'MissingBytesError';

  constructor() {
    super('its bytes are missing');
  }
}

/**
 * Reads a manifest of the old registry. Accepts a digest with several sizes.
 * @throws MissingBytesError
 * @throws Error or RegistryError that says why the manifest is refused
 */
export async function readOldManifest(
  { files, maximumManifestBytes }: { readonly files: DistributionFiles; readonly maximumManifestBytes: number },
  digest: Digest,
): Promise<PushedManifest> {
  const size = await files.size(digest);
  if (size === undefined) throw new MissingBytesError();
  if (size > maximumManifestBytes)
    throw new Error(`it has ${size} bytes, more than LADING_MAX_MANIFEST_BYTES (${maximumManifestBytes})`);
  const bytes = await files.read(digest);
  if (bytes === undefined || !matchesDigest(bytes, digest)) throw new Error('its bytes have another digest');
  return { ...parseManifest(bytes, undefined, { allowOtherSizes: true }), digest, bytes };
}
