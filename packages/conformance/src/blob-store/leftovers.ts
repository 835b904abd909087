import assert from 'node:assert/strict';
import type { BlobStore, UploadState } from '@lading/core';
import type { BlobStoreFixture } from './blob-store-fixture.js';

/** A store that does what the given one does, and writes down each state of an upload that it gives out. */
export function rememberUploads(store: BlobStore, uploads: UploadState[]): BlobStore {
  return new Proxy(store, {
    get(target, key) {
      const member = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      if (key !== 'begin' && key !== 'append') return member.bind(target);
      return async (...parameters: unknown[]) => {
        const upload: UploadState = await member.apply(target, parameters);
        uploads.push(upload);
        return upload;
      };
    },
  });
}

/** Asserts that aborting all uploads and deleting all blobs leaves nothing. */
export async function leavesNothing(fixture: BlobStoreFixture, uploads: readonly UploadState[]): Promise<void> {
  const { subject } = fixture;
  for (const upload of uploads) await subject.abort(upload);
  for await (const { location } of subject.list()) await subject.delete(location);
  for await (const { location } of subject.list()) assert.fail(`${location} is still listed after it was deleted`);
  for (const leftover of (await fixture.leftovers?.()) ?? []) assert.fail(`${leftover} is left in the storage`);
}
