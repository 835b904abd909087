import type { BlobStore, MetadataStore } from '@lading/core';
import type { BlobInspector } from '../blobs/blob-inspector.js';
import type { EngineLog } from '../log/engine-log.js';
import type { EngineSettings } from '../settings/engine-settings.js';
import { Mounts } from './mounts.js';
import { OpenUploads } from './open-uploads.js';
import { UploadClaims } from './upload-claims.js';
import { UploadEnds } from './upload-ends.js';
import { UploadOperations } from './upload-operations.js';
import { UploadWriter } from './upload-writer.js';

export interface UploadsOptions {
  readonly metadataStore: MetadataStore;
  readonly blobStore: BlobStore;
  readonly inspector: BlobInspector;
  readonly settings: EngineSettings;
  readonly log: EngineLog;
}

/** Creates the operations on uploads. `close` ends all work on uploads. */
export function createUploads({ metadataStore, blobStore, inspector, settings, log }: UploadsOptions) {
  const { uploads } = metadataStore;
  const claims = new UploadClaims(uploads, settings.uploadLeaseSeconds, log);
  const ends = new UploadEnds(uploads, blobStore, log);
  const operations = new UploadOperations({
    uploads,
    blobStore,
    claims,
    ends,
    openUploads: new OpenUploads(uploads, settings),
    writer: new UploadWriter({ uploads, blobStore, inspector, claims, ends, settings }),
    mounts: new Mounts(metadataStore.blobs, inspector, settings),
    settings,
  });
  return { uploads: operations, close: () => claims.close() };
}
