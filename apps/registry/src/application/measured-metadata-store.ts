import type { BlobLocation, BlobRecord, UploadId } from '@lading/core';
import { PostgresMetadataStore, type PostgresMetadataStoreOptions } from '@lading/metadata';
import type { RegistryMetrics } from '../metrics/registry-metrics.js';

type DataSource = ConstructorParameters<typeof PostgresMetadataStore>[0];

/**
 * Counts blobs that are found to be damaged, and what is freed in the background: as the last trace of it goes, its bytes
 * are gone.
 */
export class MeasuredMetadataStore extends PostgresMetadataStore {
  readonly #metrics: RegistryMetrics;

  constructor(dataSource: DataSource, options: PostgresMetadataStoreOptions, metrics: RegistryMetrics) {
    super(dataSource, options);
    this.#metrics = metrics;
  }

  override async forgetUpload(id: UploadId): Promise<void> {
    await super.forgetUpload(id);
    this.#metrics.countFreed('upload');
  }

  override async forgetLocation(location: BlobLocation): Promise<void> {
    await super.forgetLocation(location);
    this.#metrics.countFreed('blob');
  }

  override async markDamaged(blob: Pick<BlobRecord, 'digest' | 'location'>): Promise<boolean> {
    const isMarked = await super.markDamaged(blob);
    if (isMarked) this.#metrics.countDamaged();
    return isMarked;
  }
}
