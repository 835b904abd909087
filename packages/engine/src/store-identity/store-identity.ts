import {
  type BlobLocation,
  type BlobStore,
  type RegistryId,
  type RegistryRecord,
  unavailableStorage,
} from '@lading/core';
import { StoreMismatchError } from './store-mismatch-error.js';

type MarkedBlobStore = Pick<BlobStore, 'findOwner' | 'setOwner' | 'stat'>;

/** A mark that a person has written may have another form. */
const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Locations that are checked before a blob store without a mark is refused. */
const sampleSize = 50;

/**
 * Compares the id of the registry in the metadata store with the mark in the blob store. With the blob store of another
 * registry, or a folder whose volume is not mounted, clients could not read the blobs that the metadata store lists.
 */
export class StoreIdentity {
  #id: RegistryId | undefined;

  constructor(
    private readonly registry: RegistryRecord,
    private readonly blobStore: MarkedBlobStore,
  ) {}

  /**
   * Marks the blob store at the first start, and compares the two at every later one. A store without a mark is marked if
   * the registry has no blobs or the store has some of them: it was restored, or is older than this check. A metadata store
   * without an id, as in an older backup, takes the id of a blob store that has some of its blobs.
   * @throws StoreMismatchError if the blob store belongs to another registry
   * @throws RegistryError `UNAVAILABLE` if one of the two cannot be used now
   */
  async establish(): Promise<void> {
    if (this.blobStore.setOwner === undefined) return;
    const found = await this.blobStore.findOwner?.();
    const id = (await this.registry.findId()) ?? (await this.createId(found));
    if (found === undefined && !(await this.hasBlobs())) throw new StoreMismatchError(id, undefined);
    const owner = found ?? (await this.blobStore.setOwner(id));
    if (owner !== id) throw new StoreMismatchError(id, owner);
  }

  /**
   * Compares the two again; a registry that was never marked passes.
   * @throws RegistryError `UNAVAILABLE` if the blob store has another mark or none, with a `StoreMismatchError` as its cause
   */
  async check(signal?: AbortSignal): Promise<void> {
    const id = await this.load();
    if (this.blobStore.findOwner === undefined || id === undefined) return;
    const owner = await this.blobStore.findOwner(signal);
    if (owner === id) return;
    const cause = new StoreMismatchError(id, owner);
    throw unavailableStorage('unusable', cause);
  }

  /** Reads the id of the registry, which never changes. Later calls of `check` then ask only the blob store. */
  async load(): Promise<RegistryId | undefined> {
    this.#id ??= await this.registry.findId();
    return this.#id;
  }

  private async createId(owner: RegistryId | undefined): Promise<RegistryId> {
    const isOwn = owner !== undefined && isUuid.test(owner) && (await this.hasAnyOf(await this.sample()));
    return this.registry.createId(isOwn ? owner : undefined);
  }

  private async hasBlobs(): Promise<boolean> {
    const locations = await this.sample();
    return locations.length === 0 || this.hasAnyOf(locations);
  }

  private async hasAnyOf(locations: readonly BlobLocation[]): Promise<boolean> {
    for (const location of locations) if ((await this.blobStore.stat(location)) !== undefined) return true;
    return false;
  }

  private sample(): Promise<readonly BlobLocation[]> {
    return this.registry.sampleLocations(sampleSize);
  }
}
