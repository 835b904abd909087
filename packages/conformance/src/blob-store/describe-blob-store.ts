import { describeCases, type TestRunner } from '../test-runner.js';
import { blobStoreCases } from './blob-store-cases.js';
import type { BlobStoreFixture } from './blob-store-fixture.js';

export interface DescribeBlobStoreOptions {
  /** The global `describe` and `it` if absent. */
  readonly runner?: TestRunner;
  /** Leaves out the cases that store more than a store in memory has room for. */
  readonly isInMemory?: boolean;
}

/** Declares one test per promise of the port `BlobStore`, each against an empty store from `create`. */
export function describeBlobStore(
  name: string,
  create: () => Promise<BlobStoreFixture>,
  { runner, isInMemory = false }: DescribeBlobStoreOptions = {},
): void {
  const cases = blobStoreCases.filter(({ isLarge }) => !(isLarge && isInMemory));
  describeCases(name, cases, create, runner);
}
