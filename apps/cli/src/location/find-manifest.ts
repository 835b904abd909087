import { type ImageSource, isForPlatform, type ManifestAnswer } from '@lading/client';
import type { Descriptor } from '@lading/core';
import { NotFoundError } from '../failure/command-error.js';
import { platformOf } from './platform.js';

/**
 * The manifest that a source begins with; of an index the one for a platform, if one is wanted.
 * @throws NotFoundError if the index has none for it
 */
export async function findManifest(
  source: ImageSource,
  platform: string | undefined,
  signal: AbortSignal,
): Promise<ManifestAnswer> {
  const root = await source.readManifest(await source.resolve({ signal }), { signal });
  if (platform === undefined || root.manifest?.kind !== 'index') return root;
  return source.readManifest(entryFor(root.manifest.children, platform), { signal });
}

function entryFor(entries: readonly Descriptor[], platform: string): Descriptor {
  const found = entries.find((entry) => isForPlatform(entry, platform));
  if (found !== undefined) return found;
  const platforms = [...new Set(entries.flatMap((entry) => platformOf(entry) ?? []))];
  throw new NotFoundError(
    `the index has nothing for ${platform}`,
    platforms.length === 0 ? 'its entries name no platforms' : `it has: ${platforms.join(', ')}`,
  );
}
