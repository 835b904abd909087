import assert from 'node:assert/strict';
import {
  type AppendOptions,
  type BlobLocation,
  type BlobStore,
  type Digest,
  digestOf,
  isRegistryError,
  type UploadState,
} from '@lading/core';
import { holds } from './assertions.js';
import { blobStoreCase, type Stores } from './blob-store-case.js';
import { afterMetadata, inChunks, someBytes, uploadOf } from './content.js';
import { stalling } from './stalling-source.js';

/**
 * What an upload has when two writers go on with it, and what each of them adds: nothing, too little for a part of S3, or
 * more than one. Both add as much, so that the bytes alone tell them apart.
 */
const sizes = [
  { beginning: 0, end: 70_000 },
  { beginning: 100_000, end: 70_000 },
  { beginning: 0, end: 9_000_000 },
  { beginning: 9_000_000, end: 70_000 },
  { beginning: 9_000_000, end: 9_000_000 },
];

/** The content that a writer means to make of an upload. */
interface Work {
  readonly added: Uint8Array;
  readonly content: Buffer;
  readonly digest: Digest;
  readonly options: AppendOptions;
}

interface Take {
  readonly from: UploadState;
  readonly rightful: Work;
  readonly stale: Work;
}

/** Each of the sizes, with appends that are said to be the last and with such that are not. */
async function* takes(store: BlobStore): AsyncGenerator<Take> {
  for (const { beginning, end } of sizes)
    for (const isLast of [false, true]) {
      const before = someBytes(beginning, 11);
      const from = beginning === 0 ? afterMetadata(await store.begin()) : await uploadOf(store, before);
      const work = (seed: number): Work => {
        const added = someBytes(end, seed);
        const content = Buffer.concat([before, added]);
        const digest = digestOf(content);
        return { added, content, digest, options: isLast ? { closing: digest } : {} };
      };
      yield { from, rightful: work(21), stale: work(22) };
    }
}

/** A source that gives the first half of these bytes, waits until it is told, and gives the rest. */
function frozenInTheMiddle(bytes: Uint8Array) {
  const { source, stalled, end } = stalling(bytes.subarray(0, bytes.byteLength / 2));
  async function* frozen() {
    yield* source;
    yield* inChunks(bytes.subarray(bytes.byteLength / 2));
  }
  return { source: frozen(), stalled, thaw: end };
}

/** What a writer that was given up may come to: it fails as the port says, or its own content lies elsewhere. */
async function isCleanOutcome(store: BlobStore, { content }: Work, outcome: Promise<BlobLocation>): Promise<void> {
  const location = await outcome.catch((error: unknown) => {
    assert.ok(isRegistryError(error), `fails with a RegistryError, not ${error}`);
    assert.ok(['BLOB_UPLOAD_UNKNOWN', 'DIGEST_INVALID', 'UNAVAILABLE'].includes(error.code), error.code);
  });
  if (location !== undefined) await holds(store, location, content);
}

/** Two writers have written all their bytes before the first of them commits. */
async function outlivesCommit({ store, replica }: Stores, { from, rightful }: Take, late: Work): Promise<void> {
  const other = await replica.append(from, inChunks(late.added), late.options);
  const upload = await store.append(from, inChunks(rightful.added), rightful.options);
  const location = await store.commit(afterMetadata(upload), rightful.digest).catch(unlessUnknown);
  await isCleanOutcome(store, late, replica.commit(afterMetadata(other), late.digest));
  if (location !== undefined) await holds(store, location, rightful.content);
}

export const takenOver = [
  blobStoreCase(
    'stale-commit',
    'keeps a blob as it is when another writer of its upload commits other content after it',
    async (stores) => {
      for await (const take of takes(stores.store)) await outlivesCommit(stores, take, take.stale);
    },
  ),
  blobStoreCase(
    'stale-append',
    'keeps a blob as it is when another writer of its upload wakes after it, writes on and commits',
    async ({ store, replica }) => {
      for await (const { from, rightful, stale } of takes(store)) {
        const { source, stalled, thaw } = frozenInTheMiddle(stale.added);
        const other = replica.append(from, source, stale.options);
        await stalled;
        const upload = await store.append(from, inChunks(rightful.added), rightful.options);
        const location = await store.commit(afterMetadata(upload), rightful.digest);
        thaw();
        const committed = other.then((state) => replica.commit(afterMetadata(state), stale.digest));
        await isCleanOutcome(store, stale, committed);
        await holds(store, location, rightful.content);
      }
    },
  ),
  blobStoreCase(
    'stale-append-before-commit',
    'commits nothing but what it says when another writer wakes before the commit and writes on',
    async ({ store, replica }) => {
      for await (const { from, rightful, stale } of takes(store)) {
        const { source, stalled, thaw } = frozenInTheMiddle(stale.added);
        const other = replica.append(from, source, stale.options);
        await stalled;
        const upload = await store.append(from, inChunks(rightful.added), rightful.options);
        thaw();
        await other.catch(() => undefined);
        await isCleanOutcome(store, rightful, store.commit(afterMetadata(upload), rightful.digest));
      }
    },
  ),
  blobStoreCase(
    'stale-same-content',
    'keeps a blob when another writer of its upload commits the same content after it',
    async (stores) => {
      for await (const take of takes(stores.store)) await outlivesCommit(stores, take, take.rightful);
    },
  ),
  blobStoreCase(
    'stale-failure',
    'keeps a blob when another writer of its upload fails after it, and when that one aborts the upload',
    async ({ store, replica }) => {
      for await (const { from, rightful, stale } of takes(store)) {
        const controller = new AbortController();
        const { source, stalled } = stalling(stale.added.subarray(0, stale.added.byteLength / 2));
        const other = replica.append(from, source, { ...stale.options, signal: controller.signal });
        await stalled;
        const upload = await store.append(from, inChunks(rightful.added), rightful.options);
        const location = await store.commit(afterMetadata(upload), rightful.digest);
        controller.abort(new Error('the claim on this upload was lost'));
        await assert.rejects(other);
        await replica.abort(from);
        await holds(store, location, rightful.content);
      }
    },
  ),
];

function unlessUnknown(error: unknown): undefined {
  if (!isRegistryError(error, 'BLOB_UPLOAD_UNKNOWN')) throw error;
}
