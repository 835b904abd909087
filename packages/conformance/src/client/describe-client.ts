import { checkOptions } from '@lading/core';
import { type DescribeOptions, describeCases, describeRules } from '../test-runner.js';
import type { ClientFixture } from './client-case.js';
import { clientCases } from './client-cases.js';
import type { CreateClient } from './client-under-test.js';

/**
 * Declares one test per behaviour of registries, each against servers on loopback that show it.
 * @throws TypeError that names an unknown or wrong option
 */
export function describeClient(name: string, createClient: CreateClient, options: DescribeOptions = {}): void {
  checkOptions('describeClient', options, describeRules);
  if (typeof createClient !== 'function') throw new TypeError('describeClient: createClient must be a function');
  describeCases<ClientFixture>(name, clientCases, async () => ({ createClient }), options);
}
