import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkOptions } from '@lading/core';
import type { ImageSource } from '../copy/image-location.js';
import { absent } from '../files/absent.js';
import { imageLayout } from '../layout/image-layout.js';
import { dockerArchive } from './docker-archive.js';
import { type UnpackOptions, unpack, unpackRules } from './unpack.js';

/** An unpacked archive. `close` deletes its folder. */
export interface OpenArchive extends ImageSource {
  close(): Promise<void>;
}

/**
 * Opens an image in an archive: a tar of an OCI image layout or of `docker save`, plain or with gzip. An archive with several
 * images needs a reference.
 * @throws ClientError `content`
 */
export async function openImageArchive(
  archive: string | AsyncIterable<Uint8Array>,
  reference?: string,
  options: UnpackOptions = {},
): Promise<OpenArchive> {
  checkOptions('openImageArchive', options, unpackRules);
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
    hasBlob: (descriptor, options) => source.hasBlob(descriptor, options),
    blob: (descriptor, options) => source.blob(descriptor, options),
    referrers: (subject, options) => source.referrers(subject, options),
  };
}
