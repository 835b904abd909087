import { checkOptions, type OptionRules } from '@lading/core';
import { checkedFixtures } from '../run/check-fixture.js';
import { type DescribeOptions, describeCases, describeRules } from '../test-runner.js';
import { authorizerCases } from './authorizer-cases.js';
import type { AuthorizerFixture } from './authorizer-fixture.js';

const fixtureRules = {
  subject: 'object',
  allowed: 'array',
  denied: 'array?',
  views: 'array?',
  dispose: 'function?',
} as const satisfies OptionRules<AuthorizerFixture>;

/**
 * Declares one test per promise of the port `Authorizer`, each against one from `create`.
 * @throws TypeError that names an unknown or wrong option
 */
export function describeAuthorizer(
  name: string,
  create: () => Promise<AuthorizerFixture>,
  options: DescribeOptions = {},
): void {
  checkOptions('describeAuthorizer', options, describeRules);
  describeCases(name, authorizerCases, checkedFixtures('describeAuthorizer', create, fixtureRules), options);
}
