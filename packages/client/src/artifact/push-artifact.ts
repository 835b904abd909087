import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  type Annotations,
  checkOptions,
  type Descriptor,
  type Digest,
  mediaTypes,
  type OptionRules,
} from '@lading/core';
import { entriesOf, gzipped, packEntries } from '../archive/pack.js';
import { type CallOptions, callRules } from '../call/call-options.js';
import { fileSource } from '../content/blob-source.js';
import { JointWork } from '../copy/joint-work.js';
import { Turnstile } from '../copy/turnstile.js';
import type { RepositoryClient } from '../repository/repository-client.js';
import {
  contentAnnotation,
  type FileProgress,
  titleAnnotation,
  unpackAnnotation,
  usualConcurrency,
} from './artifact.js';

const usualFileType = 'application/octet-stream';
const usualArtifactType = 'application/vnd.unknown.artifact.v1';

/** A file or a folder of an artifact. */
export interface ArtifactFile {
  readonly path: string;
  /** The name of the pulled file, a relative path. The last part of `path` if absent. */
  readonly title?: string | undefined;
  /** If absent, `application/octet-stream`, or for a folder the type of a compressed layer. */
  readonly mediaType?: string | undefined;
  readonly annotations?: Annotations | undefined;
}

export interface PushArtifactOptions extends CallOptions {
  readonly artifactType?: string | undefined;
  readonly annotations?: Annotations | undefined;
  /** The manifest that the artifact refers to, such as the image that it signs. */
  readonly subject?: Descriptor | undefined;
  readonly tags?: readonly string[] | undefined;
  /** The most files that are transferred at once; 4 if absent. */
  readonly concurrency?: number | undefined;
  readonly onProgress?: ((file: ArtifactFile, progress: FileProgress) => void) | undefined;
}

const fileRules = {
  path: 'non-empty string',
  title: 'string?',
  mediaType: 'string?',
  annotations: 'object?',
} as const satisfies OptionRules<ArtifactFile>;

const rules = {
  ...callRules,
  artifactType: 'string?',
  annotations: 'object?',
  subject: 'object?',
  tags: 'array?',
  concurrency: 'positive whole number?',
  onProgress: 'function?',
} as const satisfies OptionRules<PushArtifactOptions>;

/**
 * Pushes files and folders as an artifact. A folder becomes a compressed archive that depends only on its content, so that the
 * same folder has the same digest (image-spec "Guidelines for Artifact Usage").
 */
export async function pushArtifact(
  repository: RepositoryClient,
  files: readonly ArtifactFile[],
  options: PushArtifactOptions = {},
): Promise<Descriptor> {
  checkOptions('pushArtifact', options, rules);
  for (const [index, file] of files.entries()) checkOptions(`pushArtifact: files[${index}]`, file, fileRules);
  const { artifactType = usualArtifactType, annotations, subject, tags, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'lading-artifact-'));
  try {
    const empty = await repository.blobs.push(new TextEncoder().encode('{}'), { mediaType: mediaTypes.empty, signal });
    const config = { ...empty, data: 'e30=' };
    const turnstile = new Turnstile(options.concurrency ?? usualConcurrency);
    const work = new JointWork(signal);
    const each = { ...options, signal: work.signal };
    const push = (file: ArtifactFile, index: number) =>
      turnstile.pass(() => pushFile(repository, file, join(folder, String(index)), each), work.signal);
    const layers = await work.each(files, push);
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
  { signal, onProgress }: PushArtifactOptions,
): Promise<Descriptor> {
  const path = resolve(file.path);
  const title = file.title ?? basename(path);
  const isFolder = (await stat(path)).isDirectory();
  const content = isFolder ? await packFolder(path, packed) : undefined;
  const marks = content === undefined ? {} : { [unpackAnnotation]: 'true', [contentAnnotation]: content };
  const mediaType = file.mediaType ?? (isFolder ? mediaTypes.layerTarGzip : usualFileType);
  let isSent = false;
  const pushed = await repository.blobs.push(await fileSource(isFolder ? packed : path), {
    mediaType,
    signal,
    onProgress: (bytes) => {
      isSent = true;
      onProgress?.(file, { state: 'moving', bytes });
    },
  });
  onProgress?.(file, { state: isSent ? 'done' : 'present', bytes: pushed.size });
  return { ...pushed, annotations: { ...file.annotations, [titleAnnotation]: title, ...marks } };
}

/** Packs a folder. Returns the digest of the archive before compression. */
async function packFolder(path: string, packed: string): Promise<Digest> {
  const hash = createHash('sha256');
  const archive = packEntries(entriesOf(path, basename(path)));
  archive.on('data', (piece: Uint8Array) => hash.update(piece));
  await pipeline(gzipped(archive), createWriteStream(packed));
  return `sha256:${hash.digest('hex')}` as Digest;
}
