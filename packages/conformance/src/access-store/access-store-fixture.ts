import type { AccessStore, MetadataStore } from '@lading/core';
import type { Fixture } from '../run/run-case.js';

/** An empty access store, and what a case may ask of its surroundings. */
export interface AccessStoreFixture extends Fixture {
  readonly subject: AccessStore;
  /** The empty registry whose log of changes the subject copies to its audit. */
  readonly metadata: MetadataStore;
  /** Moves the subject's clock on. */
  advance(seconds: number): Promise<void>;
  /** Waits until every change of `metadata` can be read from its log. */
  settled?(): Promise<void>;
  /** Another instance on the same data, as another replica has. Without it the cases take the subject itself. */
  reopen?(): Promise<AccessStore>;
}
