import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, readFile, realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Descriptor, type Digest, digestOf, mediaTypes } from '@lading/core';
import type { RepeatableSource } from '../content/blob-source.js';
import type { ImageSource } from '../copy/image-location.js';
import { ClientError } from '../error/client-error.js';
import { blobFile } from '../layout/blob-file.js';
import type { ManifestAnswer } from '../manifest/manifest-answer.js';
import { readManifest } from '../manifest/manifest-media-types.js';
import { formatImageReference, parseImageReference } from '../reference/image-reference.js';

/** One image in the `manifest.json` of `docker save`. */
interface SavedImage {
  readonly Config: string;
  readonly RepoTags: readonly string[] | null;
  readonly Layers: readonly string[];
}

const configLimit = 8 * 1024 * 1024;

/**
 * An image in an unpacked `docker save` archive. The archive has no manifest, so an OCI manifest is made, with layers compressed
 * by gzip, as in a push by Docker.
 */
export async function dockerArchive(directory: string, reference?: string): Promise<ImageSource> {
  const image = chooseImage(await readImages(directory), reference);
  const files = new Map<Digest, string>();
  const configPath = await inside(directory, image.Config);
  const config = await readFile(configPath);
  if (config.byteLength > configLimit) throw new ClientError('content', 'the configuration of the image is too long');
  const configDescriptor = { mediaType: mediaTypes.imageConfig, digest: digestOf(config), size: config.byteLength };
  files.set(configDescriptor.digest, configPath);
  const layers: Descriptor[] = [];
  for (const [index, name] of image.Layers.entries()) {
    const { descriptor, path } = await packLayer(await inside(directory, name), join(directory, `.layer-${index}.gz`));
    layers.push(descriptor);
    files.set(descriptor.digest, path);
  }
  return sourceOf({ schemaVersion: 2, mediaType: mediaTypes.imageManifest, config: configDescriptor, layers }, files);
}

function sourceOf(image: object, files: ReadonlyMap<Digest, string>): ImageSource {
  const bytes = new TextEncoder().encode(JSON.stringify(image));
  const fault = (message: string) => new ClientError('content', message);
  const { mediaType, manifest } = readManifest(bytes, mediaTypes.imageManifest, { fault });
  const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.byteLength };
  const answer: ManifestAnswer = { bytes, manifest, descriptor };
  return {
    resolve: async () => descriptor,
    readManifest: async () => answer,
    hasBlob: async ({ digest }) => files.has(digest),
    blob: (blob, options): RepeatableSource => blobFile(files.get(blob.digest) ?? '', blob, options),
    referrers: async function* () {},
  };
}

async function readImages(directory: string): Promise<readonly SavedImage[]> {
  try {
    const images: unknown = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8'));
    if (Array.isArray(images) && images.length > 0 && images.every(isSavedImage)) return images;
  } catch (cause) {
    throw new ClientError('content', 'the archive is neither an image layout nor one of docker save', { cause });
  }
  throw new ClientError('content', 'the manifest.json of the archive is not one of docker save');
}

function isSavedImage(value: unknown): value is SavedImage {
  const { Config, Layers, RepoTags } = (value ?? {}) as Partial<SavedImage>;
  const isTexts = (list: unknown) => Array.isArray(list) && list.every((text) => typeof text === 'string');
  return typeof Config === 'string' && isTexts(Layers) && (RepoTags == null || isTexts(RepoTags));
}

function chooseImage(images: readonly SavedImage[], reference: string | undefined): SavedImage {
  const found =
    reference === undefined
      ? images.length === 1
        ? images[0]
        : undefined
      : images.find(({ RepoTags }) => RepoTags?.some((tag) => inFull(tag) === inFull(reference)));
  if (found !== undefined) return found;
  const names = images.flatMap(({ RepoTags }) => RepoTags ?? []).join(', ');
  throw new ClientError(
    'not-found',
    `the archive has no ${reference ?? 'single image'}; it has: ${names || 'images without names'}`,
  );
}

function inFull(reference: string): string {
  try {
    return formatImageReference(parseImageReference(reference));
  } catch {
    return reference;
  }
}

/** The path of a file of the archive. A link, which old archives have for repeated layers, must not lead out of the archive. */
async function inside(directory: string, name: string): Promise<string> {
  const root = await realpath(directory);
  const path = await realpath(resolve(root, name)).catch(() => '');
  if (path.startsWith(root + sep) && (await stat(path)).isFile()) return path;
  throw new ClientError('content', `the archive has no file ${JSON.stringify(name.slice(0, 200))}`);
}

async function packLayer(
  path: string,
  packed: string,
): Promise<{ readonly descriptor: Descriptor; readonly path: string }> {
  const isPacked = await isGzip(path);
  if (!isPacked) await pipeline(createReadStream(path), createGzip(), createWriteStream(packed));
  const file = isPacked ? path : packed;
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(piece as Uint8Array);
  const digest = `sha256:${hash.digest('hex')}` as Digest;
  return { path: file, descriptor: { mediaType: mediaTypes.layerTarGzip, digest, size: (await stat(file)).size } };
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
