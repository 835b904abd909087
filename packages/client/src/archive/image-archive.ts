import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ImageSource, ImageTarget } from '../copy/image-location.js';
import { imageLayout } from '../layout/image-layout.js';
import { absent } from '../layout/layout-files.js';
import { dockerArchive } from './docker-archive.js';
import { entriesOf, packEntries } from './pack.js';
import { type UnpackOptions, unpack } from './unpack.js';

/** An archive that was unpacked to be read, into a folder that goes when it is closed. */
export interface OpenArchive extends ImageSource {
  close(): Promise<void>;
}

/**
 * Opens an image in an archive: a tar of an OCI image layout, or what `docker save` writes, plain or with gzip. A reference is
 * needed where it holds several images.
 * @throws ClientError `content`
 */
export async function openImageArchive(
  archive: string | AsyncIterable<Uint8Array>,
  reference?: string,
  options: UnpackOptions = {},
): Promise<OpenArchive> {
  const folder = await mkdtemp(join(tmpdir(), 'lading-archive-'));
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    await unpack(typeof archive === 'string' ? createReadStream(archive) : archive, folder, options);
    const isLayout = (await stat(join(folder, 'oci-layout')).catch(absent)) !== undefined;
    const source = isLayout ? imageLayout(folder, reference) : await dockerArchive(folder, reference);
    return { ...bound(source), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function bound(source: ImageSource): ImageSource {
  return {
    resolve: (options) => source.resolve(options),
    readManifest: (descriptor, options) => source.readManifest(descriptor, options),
    blob: (descriptor, options) => source.blob(descriptor, options),
    referrers: (subject, options) => source.referrers(subject, options),
  };
}

/** A tar of an OCI image layout to copy to. It is written beside its place, and takes its name when all of it is there. */
export async function imageArchiveTarget(
  path: string,
  reference?: string,
): Promise<ImageTarget & { discard(): Promise<void> }> {
  const target = resolve(path);
  const folder = await mkdtemp(join(dirname(target), '.lading-archive-'));
  const layout = imageLayout(join(folder, 'layout'), reference);
  const discard = () => rm(folder, { recursive: true, force: true });
  return {
    hasManifest: (descriptor, options) => layout.hasManifest(descriptor, options),
    hasBlob: (descriptor, options) => layout.hasBlob(descriptor, options),
    putBlob: (descriptor, content, options) => layout.putBlob(descriptor, content, options),
    putManifest: (manifest, options) => layout.putManifest(manifest, options),
    name: (manifest, options) => layout.name(manifest, options),
    discard,
    finish: async () => {
      await layout.finish?.();
      const packed = join(folder, 'archive.tar');
      await pipeline(packEntries(entriesOf(join(folder, 'layout'))), createWriteStream(packed));
      await rename(packed, target);
      await discard();
    },
  };
}
