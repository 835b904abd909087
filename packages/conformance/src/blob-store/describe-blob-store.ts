import { checkOptions, type OptionRules } from '@lading/core';
import { checkedFixtures } from '../run/check-fixture.js';
import { type DescribeOptions, describeCases, describeRules } from '../test-runner.js';
import { blobStoreCases } from './blob-store-cases.js';
import type { BlobStoreFixture } from './blob-store-fixture.js';

export interface DescribeBlobStoreOptions extends DescribeOptions {
  /** Leaves out the cases that store more than a store in memory has room for. */
  readonly isInMemory?: boolean | undefined;
}

const rules = { ...describeRules, isInMemory: 'boolean?' } as const satisfies OptionRules<DescribeBlobStoreOptions>;

const fixtureRules = {
  subject: 'object',
  reopen: 'function?',
  leftovers: 'function?',
  dispose: 'function?',
} as const satisfies OptionRules<BlobStoreFixture>;

/**
 * Declares one test per promise of the port `BlobStore`, each against an empty store from `create`.
 * @throws TypeError that names an unknown or wrong option
 */
export function describeBlobStore(
  name: string,
  create: () => Promise<BlobStoreFixture>,
  options: DescribeBlobStoreOptions = {},
): void {
  checkOptions('describeBlobStore', options, rules);
  const { isInMemory = false, ...others } = options;
  const cases = blobStoreCases.filter(({ isLarge }) => !(isLarge && isInMemory));
  describeCases(name, cases, checkedFixtures('describeBlobStore', create, fixtureRules), others);
}
