import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Annotations, type Descriptor, type Digest, mediaTypes } from '@lading/core';
import { entriesOf, gzipped, packEntries } from '../archive/pack.js';
import { SafeFolder } from '../archive/safe-folder.js';
import { type UnpackOptions, unpack } from '../archive/unpack.js';
import { fileSource } from '../blob/blob-source.js';
import { ClientError } from '../error/client-error.js';
import type { CallOptions } from '../manifest/manifests.js';
import type { RepositoryClient } from '../repository/repository-client.js';

const titleAnnotation = 'org.opencontainers.image.title';
/** ORAS marks so a folder that was packed. */
const unpackAnnotation = 'io.deis.oras.content.unpack';
const contentAnnotation = 'io.deis.oras.content.digest';
const usualFileType = 'application/octet-stream';
const usualArtifactType = 'application/vnd.unknown.artifact.v1';
const layersPerArtifact = 10_000;

/** A file or a folder that goes into an artifact. */
export interface ArtifactFile {
  readonly path: string;
  /** The name that it gets back when it is pulled: a relative path. The last part of `path` if absent. */
  readonly title?: string | undefined;
  /** `application/octet-stream`, or the type of a packed layer for a folder, if absent. */
  readonly mediaType?: string | undefined;
  readonly annotations?: Annotations | undefined;
}

export interface PushArtifactOptions extends CallOptions {
  readonly artifactType?: string | undefined;
  readonly annotations?: Annotations | undefined;
  /** What the artifact is about, such as the image that it signs. */
  readonly subject?: Descriptor | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly onProgress?: ((file: ArtifactFile, bytes: number) => void) | undefined;
}

/**
 * Pushes files and folders as an artifact. A folder becomes a packed layer that depends on its content alone, so that the
 * same folder has the same digest (image-spec "Guidelines for Artifact Usage").
 */
export async function pushArtifact(
  repository: RepositoryClient,
  files: readonly ArtifactFile[],
  options: PushArtifactOptions = {},
): Promise<Descriptor> {
  const { artifactType = usualArtifactType, annotations, subject, tags, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'lading-artifact-'));
  try {
    const empty = await repository.blobs.push(new TextEncoder().encode('{}'), { mediaType: mediaTypes.empty, signal });
    const config = { ...empty, data: 'e30=' };
    const layers: Descriptor[] = [];
    for (const file of files)
      layers.push(await pushFile(repository, file, join(folder, String(layers.length)), options));
    const manifest = {
      schemaVersion: 2,
      mediaType: mediaTypes.imageManifest,
      artifactType,
      config,
      layers: layers.length === 0 ? [config] : layers,
      ...(subject === undefined
        ? {}
        : { subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size } }),
      ...(annotations === undefined ? {} : { annotations }),
    };
    return await repository.manifests.push(manifest, { tags, signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pushFile(
  repository: RepositoryClient,
  file: ArtifactFile,
  packed: string,
  options: PushArtifactOptions,
): Promise<Descriptor> {
  const path = resolve(file.path);
  const title = file.title ?? basename(path);
  const isFolder = (await stat(path)).isDirectory();
  const content = isFolder ? await packFolder(path, packed) : undefined;
  const marks = content === undefined ? {} : { [unpackAnnotation]: 'true', [contentAnnotation]: content };
  const onProgress = (bytes: number) => options.onProgress?.(file, bytes);
  const mediaType = file.mediaType ?? (isFolder ? mediaTypes.layerTarGzip : usualFileType);
  const pushed = await repository.blobs.push(await fileSource(isFolder ? packed : path), {
    mediaType,
    signal: options.signal,
    onProgress,
  });
  return { ...pushed, annotations: { ...file.annotations, [titleAnnotation]: title, ...marks } };
}

/** The digest of the archive before it was packed. */
async function packFolder(path: string, packed: string): Promise<Digest> {
  const hash = createHash('sha256');
  const archive = packEntries(entriesOf(path, basename(path)));
  archive.on('data', (piece: Uint8Array) => hash.update(piece));
  await pipeline(gzipped(archive), createWriteStream(packed));
  return `sha256:${hash.digest('hex')}` as Digest;
}

export interface PullArtifactOptions extends UnpackOptions {
  readonly onProgress?: ((layer: Descriptor, bytes: number) => void) | undefined;
}

/**
 * Pulls the files of an artifact into a folder, by their titles; layers without one are passed over. No title and no packed
 * name leads out of the folder.
 * @returns the titles of what was written
 */
export async function pullArtifact(
  repository: RepositoryClient,
  reference: string,
  directory: string,
  options: PullArtifactOptions = {},
): Promise<readonly string[]> {
  const { bytes, manifest } = await repository.manifests.read(reference, { signal: options.signal });
  if (manifest === undefined || manifest.kind === 'index')
    throw new ClientError('content', `${reference} is no artifact with files`);
  const folder = new SafeFolder(directory);
  const written: string[] = [];
  for (const layer of layersOf(bytes)) {
    const title = layer.annotations?.[titleAnnotation];
    if (title === undefined) continue;
    await pullLayer(repository, layer, title, folder, options);
    written.push(title);
  }
  return written;
}

async function pullLayer(
  repository: RepositoryClient,
  layer: Descriptor,
  title: string,
  folder: SafeFolder,
  options: PullArtifactOptions,
): Promise<void> {
  const { signal, onProgress } = options;
  const content = await repository.blobs.read(layer.digest, { size: layer.size, signal });
  const observed = observe(content, (count) => onProgress?.(layer, count));
  if (layer.annotations?.[unpackAnnotation] !== 'true') return folder.writeFile(title, observed);
  const archive = await mkdtemp(join(tmpdir(), 'lading-artifact-'));
  try {
    await pipeline(observed, createWriteStream(join(archive, 'layer')));
    await unpack(createReadStream(join(archive, 'layer')), folder.root, options);
  } finally {
    await rm(archive, { recursive: true, force: true });
  }
}

/** The layers as they stand, also where two have the same content. They were checked when the manifest was read. */
function layersOf(bytes: Uint8Array): readonly Descriptor[] {
  const { layers, blobs } = JSON.parse(new TextDecoder().decode(bytes)) as {
    layers?: Descriptor[];
    blobs?: Descriptor[];
  };
  return (layers ?? blobs ?? []).slice(0, layersPerArtifact);
}

async function* observe(
  content: AsyncIterable<Uint8Array>,
  onCount: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const chunk of content) {
    count += chunk.byteLength;
    yield chunk;
    onCount(count);
  }
}
