import { checkOptions, type OptionRules } from '@lading/core';
import { checkedFixtures } from '../run/check-fixture.js';
import { type DescribeOptions, describeCases, describeRules } from '../test-runner.js';
import { metadataStoreCases } from './metadata-store-cases.js';
import type { MetadataStoreFixture } from './metadata-store-fixture.js';

const fixtureRules = {
  subject: 'object',
  leaseSeconds: 'non-negative number',
  trashSeconds: 'non-negative number',
  advance: 'function',
  settled: 'function?',
  reopen: 'function?',
  inconsistencies: 'function?',
  dispose: 'function?',
} as const satisfies OptionRules<MetadataStoreFixture>;

/**
 * Declares one test per promise of the port `MetadataStore`, each against an empty store from `create`.
 * @throws TypeError that names an unknown or wrong option
 */
export function describeMetadataStore(
  name: string,
  create: () => Promise<MetadataStoreFixture>,
  options: DescribeOptions = {},
): void {
  checkOptions('describeMetadataStore', options, describeRules);
  describeCases(name, metadataStoreCases, checkedFixtures('describeMetadataStore', create, fixtureRules), options);
}
