import { type Descriptor, type Digest, mediaTypes } from '@lading/core';
import { ClientError } from '../error/client-error.js';
import type { ManifestAnswer } from '../manifest/manifest-answer.js';
import { isIndexType } from '../manifest/manifest-media-types.js';
import { formatImageReference, parseImageReference } from '../reference/image-reference.js';

const configTypes: ReadonlySet<string> = new Set([mediaTypes.imageConfig, mediaTypes.dockerImageConfig]);

/**
 * The format of `docker save` has no platforms.
 * @throws ClientError `content`, with the reason `index-in-docker-archive`
 */
export function refuseIndex({ mediaType }: Descriptor): void {
  if (isIndexType(mediaType))
    throw new ClientError('content', 'an archive of docker save holds one image and no index: choose one platform', {
      reason: 'index-in-docker-archive',
    });
}

/**
 * The `manifest.json` that `docker load` reads, with the paths of the content.
 * @throws ClientError `content` if it is not an image that runs
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
      `an archive of docker save holds images that run, not one with the configuration ${config.mediaType}`,
    );
  const image = {
    Config: pathOf(config.digest),
    RepoTags: reference === undefined ? null : [formatImageReference(parseImageReference(reference))],
    Layers: layers.map(({ digest }) => pathOf(digest)),
  };
  return JSON.stringify([image]);
}
