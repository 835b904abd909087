import type { Configuration } from '../configuration/configuration-schema.js';
import { StartError } from '../start/start-error.js';
import { s3Options } from '../storage/open-blob-store.js';
import { BucketFiles, FolderFiles, type OldFiles } from './old-files.js';

export interface OpenedFiles {
  readonly files: OldFiles;
  close(): void;
}

/**
 * Opens the root of an old registry: a folder, or `s3://<bucket>/<root>` at the endpoint of this configuration.
 * @throws StartError if it is no such URL
 */
export async function openOldFiles(place: string, configuration: Configuration): Promise<OpenedFiles> {
  if (!/^s3:/i.test(place)) return { files: new FolderFiles(place), close: () => {} };
  const [, bucket, path = ''] = /^s3:\/\/([^/?#]+)\/?([^?#]*)$/.exec(place) ?? [];
  if (bucket === undefined) throw new StartError(`${place} is no s3://<bucket>/<root>`);
  const names = path.split('/').filter((name) => name !== '');
  const root = names.map((name) => `${name}/`).join('');
  const { S3Folder } = await import('@lading/storage-s3');
  const folder = new S3Folder({ ...s3Options(configuration), bucket, prefix: root });
  return { files: new BucketFiles(folder, bucket, root), close: () => folder.close() };
}
