import { checkOptions, type OptionRules } from '@lading/core';
import { checkedFixtures } from '../run/check-fixture.js';
import { type DescribeOptions, describeCases, describeRules } from '../test-runner.js';
import { accessStoreCases } from './access-store-cases.js';
import type { AccessStoreFixture } from './access-store-fixture.js';

const fixtureRules = {
  subject: 'object',
  metadata: 'object',
  advance: 'function',
  settled: 'function?',
  reopen: 'function?',
  dispose: 'function?',
} as const satisfies OptionRules<AccessStoreFixture>;

/**
 * Declares one test per promise of the port `AccessStore`, each against an empty store from `create`.
 * @throws TypeError that names an unknown or wrong option
 */
export function describeAccessStore(
  name: string,
  create: () => Promise<AccessStoreFixture>,
  options: DescribeOptions = {},
): void {
  checkOptions('describeAccessStore', options, describeRules);
  describeCases(name, accessStoreCases, checkedFixtures('describeAccessStore', create, fixtureRules), options);
}
