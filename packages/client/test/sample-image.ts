import { createHash } from 'node:crypto';
import { type Descriptor, mediaTypes } from '@lading/core';
import type { RepositoryClient } from '../src/index.js';

/** Bytes that look random, and are the same for the same words. */
export function someBytes(words: string, size: number): Buffer {
  const blocks = Math.ceil(size / 64);
  const block = (index: number) => createHash('sha512').update(`${words} ${index}`).digest();
  return Buffer.concat(Array.from({ length: blocks }, (_, index) => block(index))).subarray(0, size);
}

export interface SampleImage {
  readonly platform?: { readonly os: string; readonly architecture: string };
  readonly layers?: number;
  readonly layerBytes?: number;
}

/** Pushes an image, and gives its descriptor. */
export async function pushImage(
  repository: RepositoryClient,
  { platform = { os: 'linux', architecture: 'amd64' }, layers = 2, layerBytes = 5000 }: SampleImage = {},
  tags: readonly string[] = [],
): Promise<Descriptor> {
  const configBytes = Buffer.from(JSON.stringify({ ...platform, rootfs: { type: 'layers', diff_ids: [] } }));
  const config = await repository.blobs.push(configBytes, { mediaType: mediaTypes.imageConfig });
  const pushed = await Promise.all(
    Array.from({ length: layers }, (_, index) =>
      repository.blobs.push(someBytes(`${platform.architecture} ${index}`, layerBytes), {
        mediaType: mediaTypes.layerTarGzip,
      }),
    ),
  );
  const manifest = { schemaVersion: 2, mediaType: mediaTypes.imageManifest, config, layers: pushed };
  return repository.manifests.push(manifest, { tags });
}

/** Pushes an index of images for these architectures. */
export async function pushIndex(
  repository: RepositoryClient,
  architectures: readonly string[],
  image: Omit<SampleImage, 'platform'> = {},
  tags: readonly string[] = [],
): Promise<Descriptor> {
  const manifests: Descriptor[] = [];
  for (const architecture of architectures) {
    const platform = { os: 'linux', architecture };
    manifests.push({ ...(await pushImage(repository, { ...image, platform })), platform });
  }
  return repository.manifests.push({ schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests }, { tags });
}

/** Pushes an artifact about a subject. */
export async function pushReferrer(
  repository: RepositoryClient,
  subject: Descriptor,
  artifactType: string,
): Promise<Descriptor> {
  const empty = await repository.blobs.push(Buffer.from('{}'), { mediaType: mediaTypes.empty });
  const { mediaType, digest, size } = subject;
  const words = { artifactType, config: empty, layers: [empty], subject: { mediaType, digest, size } };
  return repository.manifests.push({ schemaVersion: 2, mediaType: mediaTypes.imageManifest, ...words });
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
