import { describeCases, type TestRunner } from '../test-runner.js';
import { accessControllerCases } from './access-controller-cases.js';
import type { AccessControllerFixture } from './access-controller-fixture.js';

/** Declares one test per promise of the port `AccessController`, each against one from `create`. */
export function describeAccessController(
  name: string,
  create: () => Promise<AccessControllerFixture>,
  runner?: TestRunner,
): void {
  describeCases(name, accessControllerCases, create, runner);
}
