import { type Descriptor, type Digest, mediaTypes } from '@lading/core';
import { ClientError } from '../error/client-error.js';
import type { ManifestAnswer } from '../manifest/manifests.js';
import { formatImageReference, parseImageReference } from '../reference/image-reference.js';

const indexTypes: ReadonlySet<string> = new Set([mediaTypes.imageIndex, mediaTypes.dockerManifestList]);
const configTypes: ReadonlySet<string> = new Set([mediaTypes.imageConfig, mediaTypes.dockerImageConfig]);

/**
 * The format of `docker save` knows no platforms.
 * @throws ClientError `content`
 */
export function refuseIndex({ mediaType }: Descriptor): void {
  if (indexTypes.has(mediaType))
    throw new ClientError('content', 'an archive of docker save holds one image and no index: choose one platform');
}

/**
 * The `manifest.json` that `docker load` reads, with the paths at which the content lies.
 * @throws ClientError `content` if it is no image that runs
 */
export function dockerManifest(
  { bytes }: ManifestAnswer,
  reference: string | undefined,
  pathOf: (digest: Digest) => string,
): string {
  const { config, layers } = JSON.parse(new TextDecoder().decode(bytes)) as {
    config: Descriptor;
    layers: readonly Descriptor[];
  };
  if (!configTypes.has(config.mediaType))
    throw new ClientError(
      'content',
      `an archive of docker save holds images that run, and none of ${config.mediaType}`,
    );
  const image = {
    Config: pathOf(config.digest),
    RepoTags: reference === undefined ? null : [formatImageReference(parseImageReference(reference))],
    Layers: layers.map(({ digest }) => pathOf(digest)),
  };
  return JSON.stringify([image]);
}
