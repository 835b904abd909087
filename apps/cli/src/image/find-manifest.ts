import { entriesForPlatforms, type ImageSource, type ManifestAnswer } from '@lading/client';

/**
 * Reads the root manifest of a source. With a platform, reads the image of an index for it.
 * @throws ClientError `not-found` if the index has no image for the platform
 */
export async function findManifest(
  source: ImageSource,
  platform: string | undefined,
  signal: AbortSignal,
): Promise<ManifestAnswer> {
  const root = await source.readManifest(await source.resolve({ signal }), { signal });
  if (platform === undefined || root.manifest?.kind !== 'index') return root;
  const [entry] = entriesForPlatforms(root.manifest, [platform]);
  return entry === undefined ? root : source.readManifest(entry, { signal });
}
