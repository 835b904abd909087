import { checkOptions, type OptionRules } from '@lading/core';
import { checkedFixtures } from '../run/check-fixture.js';
import { type DescribeOptions, describeCases, describeRules } from '../test-runner.js';
import { authenticatorCases } from './authenticator-cases.js';
import type { AuthenticatorFixture } from './authenticator-fixture.js';

const fixtureRules = {
  subject: 'object',
  identified: 'array',
  rejected: 'array?',
  unknown: 'array?',
  dispose: 'function?',
} as const satisfies OptionRules<AuthenticatorFixture>;

/**
 * Declares one test per promise of the port `Authenticator`, each against one from `create`.
 * @throws TypeError that names an unknown or wrong option
 */
export function describeAuthenticator(
  name: string,
  create: () => Promise<AuthenticatorFixture>,
  options: DescribeOptions = {},
): void {
  checkOptions('describeAuthenticator', options, describeRules);
  describeCases(name, authenticatorCases, checkedFixtures('describeAuthenticator', create, fixtureRules), options);
}
