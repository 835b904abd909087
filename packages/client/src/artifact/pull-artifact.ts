import { createReadStream } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkOptions, type Descriptor, type OptionRules, parseVerifiableDigest } from '@lading/core';
import { SafeFolder } from '../archive/safe-folder.js';
import { type UnpackOptions, unpack, unpackRules } from '../archive/unpack.js';
import type { RepeatableSource } from '../content/blob-source.js';
import { JointWork } from '../copy/joint-work.js';
import { registryImage } from '../copy/registry-image.js';
import { Turnstile } from '../copy/turnstile.js';
import { ClientError } from '../error/client-error.js';
import { PartialFile } from '../partial/partial-file.js';
import type { RepositoryClient } from '../repository/repository-client.js';
import { type FileProgress, titleAnnotation, unpackAnnotation, usualConcurrency } from './artifact.js';

const layersPerArtifact = 10_000;
const partialFolder = '.partial';

export interface PullArtifactOptions extends UnpackOptions {
  /** The most files that are transferred at once; 4 if absent. */
  readonly concurrency?: number | undefined;
  readonly onProgress?: ((layer: Descriptor, progress: FileProgress) => void) | undefined;
}

const rules = {
  ...unpackRules,
  concurrency: 'positive whole number?',
  onProgress: 'function?',
} as const satisfies OptionRules<PullArtifactOptions>;

/**
 * Pulls the files of an artifact into a folder, by their titles. Skips layers without a title. No title and no name in a packed
 * folder leads out of the folder. Partial files are in `.partial`, and the next pull continues them.
 * @returns the titles of the written files
 */
export async function pullArtifact(
  repository: RepositoryClient,
  reference: string,
  directory: string,
  options: PullArtifactOptions = {},
): Promise<readonly string[]> {
  checkOptions('pullArtifact', options, rules);
  const { bytes, manifest } = await repository.manifests.read(reference, { signal: options.signal });
  if (manifest === undefined || manifest.kind === 'index')
    throw new ClientError('content', `${reference} is not an artifact with files`);
  const layers = layersOf(bytes).filter(({ annotations }) => annotations?.[titleAnnotation] !== undefined);
  const folder = new SafeFolder(directory);
  const source = registryImage(repository, reference);
  const turnstile = new Turnstile(options.concurrency ?? usualConcurrency);
  const work = new JointWork(options.signal);
  const { signal } = work;
  const pull = (layer: Descriptor, index: number) =>
    turnstile.pass(
      () => pullLayer(source.blob(layer, { signal }), { layer, index }, folder, { ...options, signal }),
      signal,
    );
  try {
    return await work.each(layers, pull);
  } finally {
    await rmdir(join(folder.root, partialFolder)).catch(() => undefined);
  }
}

async function pullLayer(
  content: RepeatableSource,
  { layer, index }: { readonly layer: Descriptor; readonly index: number },
  folder: SafeFolder,
  options: PullArtifactOptions,
): Promise<string> {
  const title = layer.annotations?.[titleAnnotation] ?? '';
  const isPacked = layer.annotations?.[unpackAnnotation] === 'true';
  const partial = join(folder.root, partialFolder);
  const place = isPacked ? join(partial, `${index}.packed`) : await folder.place(title);
  const unfinished = await PartialFile.claim(partial, parseVerifiableDigest(layer.digest));
  await unfinished.complete(layer, content, place, (bytes) => options.onProgress?.(layer, { state: 'moving', bytes }));
  if (isPacked) {
    try {
      const { maximumBytes, maximumEntries, signal } = options;
      await unpack(createReadStream(place), folder.root, { maximumBytes, maximumEntries, signal });
    } finally {
      await rm(place, { force: true });
    }
  }
  options.onProgress?.(layer, { state: 'done', bytes: layer.size });
  return title;
}

/** All layers, even if two have the same content. Reading the manifest has checked them. */
function layersOf(bytes: Uint8Array): readonly Descriptor[] {
  const { layers, blobs } = JSON.parse(new TextDecoder().decode(bytes)) as {
    layers?: Descriptor[];
    blobs?: Descriptor[];
  };
  return (layers ?? blobs ?? []).slice(0, layersPerArtifact);
}
