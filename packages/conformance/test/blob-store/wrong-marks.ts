import type { RegistryId } from '@lading/core';
import { RightBlobStore } from './right-blob-store.js';

export class BelievesEachOwner extends RightBlobStore {
  override async setOwner(id: RegistryId): Promise<RegistryId> {
    await super.setOwner(id);
    return id;
  }
}

export class LetsTheLastOwnerWin extends RightBlobStore {
  override async setOwner(id: RegistryId): Promise<RegistryId> {
    if (this.shelf.owner === undefined) await new Promise(setImmediate);
    this.shelf.owner = id;
    return id;
  }
}

export class ForgetsItsOwner extends RightBlobStore {
  override async check(): Promise<void> {
    this.shelf.owner = undefined;
  }
}
