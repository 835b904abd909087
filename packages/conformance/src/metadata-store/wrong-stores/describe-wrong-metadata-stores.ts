import { checkOptions, isRegistryError } from '@lading/core';
import { type DescribeOptions, describeCases, describeRules } from '../../test-runner.js';
import { wrongStoreCases } from '../../wrong-stores/wrong-store-cases.js';
import { metadataStoreCases } from '../metadata-store-cases.js';
import type { MetadataStoreFixture } from '../metadata-store-fixture.js';
import { wrongMetadataStores } from './wrong-metadata-stores.js';

/**
 * Declares one test for each wrong store and each case that must notice it. It shows that the cases can fail.
 * @param create returns a right store, which the wrong stores wrap
 * @throws TypeError that names an unknown or wrong option
 */
export function describeWrongMetadataStores(
  name: string,
  create: () => Promise<MetadataStoreFixture>,
  options: DescribeOptions = {},
): void {
  checkOptions('describeWrongMetadataStores', options, describeRules);
  const cases = wrongStoreCases({
    port: 'metadata-store',
    cases: metadataStoreCases,
    stores: wrongMetadataStores,
    keep: ({ leaseSeconds, trashSeconds }: MetadataStoreFixture) => ({ leaseSeconds, trashSeconds }),
    isErrorOfStore: isRegistryError,
  });
  describeCases(name, cases, create, options);
}
