import assert from 'node:assert/strict';
import { type BlobLocation, type BlobStore, isRegistryError, type RegistryErrorCode } from '@lading/core';
import { readBlob } from './content.js';

/** Asserts that a promise rejects with a `RegistryError` of this code. */
export async function rejectsWith(code: RegistryErrorCode, promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(isRegistryError(error), `rejects with a RegistryError, not ${error}`);
    assert.equal(error.code, code);
    return true;
  });
}

/** Asserts that a location has exactly these bytes, by each way of asking. */
export async function holds(store: BlobStore, location: BlobLocation, bytes: Uint8Array): Promise<void> {
  assert.equal((await store.stat(location))?.size, bytes.byteLength);
  // `deepEqual` would print both where they differ.
  assert.ok((await readBlob(store, location)).equals(bytes), 'the bytes that are read are the bytes that were pushed');
}

/** Asserts that nothing can be found at a location, by any way of asking. */
export async function holdsNothing(store: BlobStore, location: BlobLocation): Promise<void> {
  assert.equal(await store.stat(location), undefined);
  await rejectsWith('BLOB_UNKNOWN', store.read(location));
  for await (const blob of store.list()) assert.notEqual(blob.location, location, 'it is not listed');
}
