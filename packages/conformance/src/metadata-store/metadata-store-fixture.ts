import type { MetadataStore } from '@lading/core';
import type { Fixture } from '../run/run-case.js';

/** An empty metadata store, and what a case may ask of its surroundings. */
export interface MetadataStoreFixture extends Fixture {
  readonly subject: MetadataStore;
  /** How long the subject keeps a blob that nothing references yet. */
  readonly leaseSeconds: number;
  /** How long the subject keeps bytes that no repository has any more. */
  readonly trashSeconds: number;
  /** Moves the subject's clock on. A fixture that can't has short times, and really waits. */
  advance(seconds: number): Promise<void>;
  /**
   * Waits until every change that was made can be read from the log. Needed if the store shows changes some time after they
   * take effect, for example because of transactions of other tests.
   */
  settled?(): Promise<void>;
  /** Another instance on the same data, as another replica has. Without it the cases take the subject itself. */
  reopen?(): Promise<MetadataStore>;
  /** Names what contradicts itself in the stored data. Asked after each case. */
  inconsistencies?(): Promise<readonly string[]>;
}
