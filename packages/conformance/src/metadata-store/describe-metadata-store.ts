import { describeCases, type TestRunner } from '../test-runner.js';
import { metadataStoreCases } from './metadata-store-cases.js';
import type { MetadataStoreFixture } from './metadata-store-fixture.js';

/** Declares one test per promise of the port `MetadataStore`, each against an empty store from `create`. */
export function describeMetadataStore(
  name: string,
  create: () => Promise<MetadataStoreFixture>,
  runner?: TestRunner,
): void {
  describeCases(name, metadataStoreCases, create, runner);
}
