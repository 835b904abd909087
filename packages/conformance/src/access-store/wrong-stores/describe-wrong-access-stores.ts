import { AccessStoreError, checkOptions, isRegistryError } from '@lading/core';
import { type DescribeOptions, describeCases, describeRules } from '../../test-runner.js';
import { wrongStoreCases } from '../../wrong-stores/wrong-store-cases.js';
import { accessStoreCases } from '../access-store-cases.js';
import type { AccessStoreFixture } from '../access-store-fixture.js';
import { wrongAccessStores } from './wrong-access-stores.js';

/**
 * Declares one test for each wrong store and each case that must notice it. It shows that the cases can fail.
 * @param create returns a right store, which the wrong stores wrap
 * @throws TypeError that names an unknown or wrong option
 */
export function describeWrongAccessStores(
  name: string,
  create: () => Promise<AccessStoreFixture>,
  options: DescribeOptions = {},
): void {
  checkOptions('describeWrongAccessStores', options, describeRules);
  const cases = wrongStoreCases({
    port: 'access-store',
    cases: accessStoreCases,
    stores: wrongAccessStores,
    keep: ({ metadata }: AccessStoreFixture) => ({ metadata }),
    isErrorOfStore: (error) => isRegistryError(error) || error instanceof AccessStoreError,
  });
  describeCases(name, cases, create, options);
}
