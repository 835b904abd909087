import { entriesForPlatforms, type ImageSource, type ManifestAnswer } from '@lading/client';

/**
 * The manifest that a source begins with; of an index the one for a platform, if one is wanted.
 * @throws ClientError `not-found` if the index has none for it
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
