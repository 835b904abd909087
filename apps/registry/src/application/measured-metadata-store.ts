import { type Blobs, type Collection, decorate, type MetadataStore, type Uploads } from '@lading/core';
import type { RegistryMetrics } from '../metrics/registry-metrics.js';

/**
 * Counts blobs that are found to be damaged, and what is freed in the background: as the last trace of it goes, its bytes
 * are gone.
 */
export function measuredMetadataStore(store: MetadataStore, metrics: RegistryMetrics): MetadataStore {
  return decorate(store, {
    blobs: measuredBlobs(store.blobs, metrics),
    uploads: measuredUploads(store.uploads, metrics),
    collection: measuredCollection(store.collection, metrics),
  });
}

function measuredBlobs(blobs: Blobs, metrics: RegistryMetrics): Blobs {
  return decorate(blobs, {
    async markDamaged(blob) {
      const isMarked = await blobs.markDamaged(blob);
      if (isMarked) metrics.countDamaged();
      return isMarked;
    },
  });
}

function measuredUploads(uploads: Uploads, metrics: RegistryMetrics): Uploads {
  return decorate(uploads, {
    async forget(id) {
      await uploads.forget(id);
      metrics.countFreed('upload');
    },
  });
}

function measuredCollection(collection: Collection, metrics: RegistryMetrics): Collection {
  return decorate(collection, {
    async forgetLocation(location) {
      await collection.forgetLocation(location);
      metrics.countFreed('blob');
    },
  });
}
