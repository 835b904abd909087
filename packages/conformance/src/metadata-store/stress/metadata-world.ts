import type {
  BlobLocation,
  Descriptor,
  Digest,
  MetadataStore,
  PushedManifest,
  RepositoryName,
  Tag,
} from '@lading/core';
import { blobOf, by, descriptorOf, imageOf, indexOf, openUpload, tag, times } from '../content.js';

/** The store under stress and its content. There is little content, so operations conflict often. */
export class MetadataWorld {
  readonly repositories = ['stress/a', 'stress/b'] as RepositoryName[];
  readonly tags: readonly Tag[] = ['latest', 'stable', 'edge'].map(tag);
  readonly layers: readonly Descriptor[] = times(6, (index) => blobOf(`layer ${index}`));
  readonly images: readonly PushedManifest[] = times(8, (index) =>
    imageOf(`image ${index}`, { blobs: times(3, (part) => this.layers[(index + part * part) % 6] as Descriptor) }),
  );
  readonly indexes: readonly PushedManifest[] = times(3, (number) =>
    indexOf(`index ${number}`, { children: this.images.slice(number, number + 3).map(descriptorOf) }),
  );
  readonly referrers: readonly PushedManifest[] = times(4, (index) =>
    imageOf(`referrer ${index}`, { subject: descriptorOf(this.images[index % 2] as PushedManifest) }),
  );
  readonly manifests: readonly PushedManifest[] = [...this.images, ...this.indexes, ...this.referrers];
  /** Locations whose bytes exist, as in a blob store. */
  readonly bytes = new Set<BlobLocation>();

  /** @param replicas instances of one store, as several processes have them */
  constructor(readonly replicas: readonly MetadataStore[]) {}

  /** Uploads a blob as a client does. */
  async upload(store: MetadataStore, name: RepositoryName, blob: Descriptor): Promise<void> {
    const upload = await openUpload(store, { name, blob });
    this.bytes.add(upload.blob.location);
    await store.uploads.finish(upload);
  }

  /** Adds blobs that a repository lacks, by a mount if possible. */
  async supply(store: MetadataStore, name: RepositoryName, blobs: readonly Descriptor[], renewLease: boolean) {
    const from = this.repositories.find((other) => other !== name) as RepositoryName;
    for (const blob of blobs) {
      const known = await store.blobs.find(name, blob.digest, { renewLease });
      if (known !== undefined || (await store.blobs.mount({ from, to: name, digest: blob.digest }))) continue;
      await this.upload(store, name, blob);
    }
  }

  /** Deletes bytes that the store no longer needs. */
  async emptyTrash(store: MetadataStore): Promise<number> {
    const locations = await store.collection.claimTrash(10, 60);
    for (const location of locations) {
      this.bytes.delete(location);
      await store.collection.forgetLocation(location);
    }
    return locations.length;
  }

  /** The blobs of a manifest that a repository lacks. */
  async missingBlobs(store: MetadataStore, name: RepositoryName, { digest, blobs }: PushedManifest): Promise<string[]> {
    const missing: string[] = [];
    for (const blob of blobs) {
      const found = await store.blobs.find(name, blob.digest);
      if (found === undefined) missing.push(`${name} lacks the blob ${blob.digest} of the manifest ${digest}`);
      else if (!this.bytes.has(found.location)) missing.push(`there are no bytes at ${found.location}`);
    }
    return missing;
  }

  async hasManifest(store: MetadataStore, name: RepositoryName, digest: Digest): Promise<boolean> {
    return (await store.manifests.find(name, { kind: 'digest', digest })) !== undefined;
  }

  /** Deletes everything, and the bytes too. */
  async clear(store: MetadataStore): Promise<void> {
    for (const repository of this.repositories) {
      for (const { digest } of this.manifests) await store.manifests.delete({ repository, digest, by });
      for (const { digest } of this.layers) await store.blobs.delete({ repository, digest, by });
    }
    for (let count = 1; count > 0; ) count = await this.emptyTrash(store);
  }
}
