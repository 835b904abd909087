import { checkOptions, type OptionRules } from '@lading/core';
import { checkedFixtures } from '../run/check-fixture.js';
import { type DescribeOptions, describeCases, describeRules } from '../test-runner.js';
import { accessControllerCases } from './access-controller-cases.js';
import type { AccessControllerFixture } from './access-controller-fixture.js';

const fixtureRules = {
  subject: 'object',
  granted: 'array',
  challenged: 'array?',
  denied: 'array?',
  dispose: 'function?',
} as const satisfies OptionRules<AccessControllerFixture>;

/**
 * Declares one test per promise of the port `AccessController`, each against one from `create`.
 * @throws TypeError that names an unknown or wrong option
 */
export function describeAccessController(
  name: string,
  create: () => Promise<AccessControllerFixture>,
  options: DescribeOptions = {},
): void {
  checkOptions('describeAccessController', options, describeRules);
  describeCases(
    name,
    accessControllerCases,
    checkedFixtures('describeAccessController', create, fixtureRules),
    options,
  );
}
