import { createWriteStream } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { checkOptions, type OptionRules } from '@lading/core';
import type { ImageTarget } from '../copy/image-location.js';
import { imageLayout } from '../layout/image-layout.js';
import { LayoutFiles } from '../layout/layout-files.js';
import type { ManifestAnswer } from '../manifest/manifest-answer.js';
import { abandonPartial, claimPartial } from '../partial/claim.js';
import { parseImageReference } from '../reference/image-reference.js';
import { dockerManifest, refuseIndex } from './docker-manifest.js';
import { entriesOf, packEntries } from './pack.js';

export interface ArchiveTargetOptions {
  /** `docker` adds the file that every version of `docker load` reads, for one image. The archive is still a layout. */
  readonly format?: 'oci' | 'docker' | undefined;
}

const rules = { format: ['oci', 'docker', undefined] } as const satisfies OptionRules<ArchiveTargetOptions>;

/** An archive. The file gets its name when it is complete. */
export interface ArchiveTarget extends ImageTarget {
  /** Ends a copy that failed. The content that arrived stays beside the target, and the next copy continues it. */
  leave(): Promise<void>;
}

/**
 * A tar of an OCI image layout to copy to. It is written beside the target. If an earlier copy failed, this one continues it.
 * @throws RegistryError `NAME_INVALID` if the archive is for Docker and the reference is malformed
 */
export async function imageArchiveTarget(
  path: string,
  reference?: string,
  options: ArchiveTargetOptions = {},
): Promise<ArchiveTarget> {
  checkOptions('imageArchiveTarget', options, rules);
  const { format = 'oci' } = options;
  if (format === 'docker' && reference !== undefined) parseImageReference(reference);
  const target = resolve(path);
  const folder = await claimPartial(dirname(target), `.${basename(target)}`);
  const files = new LayoutFiles(join(folder, 'layout'));
  const layout = imageLayout(files.directory, reference);
  /** The files of this image. An earlier copy may have left files of another one. */
  const wanted = new Set<string>();
  const want = (digest: Parameters<typeof files.blobPath>[0]) => wanted.add(files.blobPath(digest));
  await rm(join(files.directory, 'index.json'), { force: true });
  let root: ManifestAnswer | undefined;
  return {
    hasManifest: (descriptor, options) => {
      if (format === 'docker') refuseIndex(descriptor);
      want(descriptor.digest);
      return layout.hasManifest(descriptor, options);
    },
    hasBlob: (descriptor, options) => {
      want(descriptor.digest);
      return layout.hasBlob(descriptor, options);
    },
    putBlob: (descriptor, content, options) => layout.putBlob(descriptor, content, options),
    putManifest: (manifest, options) => layout.putManifest(manifest, options),
    name: async (manifest, options) => {
      root = manifest;
      await layout.name(manifest, options);
    },
    finish: async () => {
      await rm(join(files.directory, '.partial'), { recursive: true, force: true });
      for (const file of await filesIn(join(files.directory, 'blobs')))
        if (!wanted.has(file)) await rm(file, { force: true });
      if (format === 'docker' && root !== undefined)
        await files.replace(
          'manifest.json',
          dockerManifest(root, reference, (digest) => relative(files.directory, files.blobPath(digest))),
        );
      const packed = join(folder, 'archive.tar');
      await pipeline(packEntries(entriesOf(files.directory)), createWriteStream(packed));
      await rename(packed, target);
      await rm(folder, { recursive: true, force: true });
    },
    leave: async () => {
      const arrived = [
        ...(await filesIn(join(files.directory, 'blobs'))),
        ...(await filesIn(join(files.directory, '.partial'))),
      ];
      if (arrived.length === 0) await rm(folder, { recursive: true, force: true });
      else await abandonPartial(folder);
    },
  };
}

async function filesIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
