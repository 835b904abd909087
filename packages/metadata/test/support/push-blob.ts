import { randomUUID } from 'node:crypto';
import type { BlobLocation, Digest, MetadataStore, RepositoryName, UploadId } from '@lading/core';

/** Closes an upload of a blob at a location of its own, as a push does once the bytes are stored there. */
export async function pushBlob(
  store: MetadataStore,
  repository: RepositoryName,
  { digest, size }: { readonly digest: Digest; readonly size: number },
  onStored?: (location: BlobLocation) => void,
): Promise<void> {
  const id = randomUUID() as UploadId;
  const location = `${digest}/${id}` as BlobLocation;
  await store.uploads.create({ id, repository, state: { size, store: {} } }, 600);
  await store.uploads.claim({ repository, id, writer: 'w', leaseSeconds: 60, locate: () => location });
  onStored?.(location);
  await store.uploads.finish({ repository, id, writer: 'w', blob: { digest, size, location } });
}
