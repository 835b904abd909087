import type { BlobStore, UploadState } from '@lading/core';
import type { ConformanceCase } from '../case.js';
import type { BlobStoreFixture } from './blob-store-fixture.js';
import { leavesNothing, rememberUploads } from './leftovers.js';

/** What a case of this folder gets: the store, and another instance on the same storage. */
export interface Stores {
  readonly store: BlobStore;
  /** As another replica has it; the same instance where the fixture can't open a second. */
  readonly replica: BlobStore;
}

export interface BlobStoreCase extends ConformanceCase<BlobStoreFixture> {
  /** Whether it stores more than a store in memory has room for. */
  readonly isLarge: boolean;
}

interface CaseOptions {
  readonly requirements?: readonly string[];
  readonly isLarge?: boolean;
  readonly timeoutMilliseconds?: number;
}

/** A case that then aborts all uploads, deletes all blobs, and checks that nothing is left. */
export function blobStoreCase(
  id: string,
  title: string,
  body: (stores: Stores) => Promise<void>,
  { requirements = [], isLarge = false, timeoutMilliseconds }: CaseOptions = {},
): BlobStoreCase {
  return {
    id: `blob-store/${id}`,
    title,
    requirements,
    isLarge,
    ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }),
    run: (fixture) => runAndClear(fixture, body),
  };
}

async function runAndClear(fixture: BlobStoreFixture, body: (stores: Stores) => Promise<void>): Promise<void> {
  const uploads: UploadState[] = [];
  const store = rememberUploads(fixture.subject, uploads);
  const second = await fixture.reopen?.();
  await body({ store, replica: second === undefined ? store : rememberUploads(second, uploads) });
  await second?.close?.();
  await leavesNothing(fixture, uploads);
}
