import type { AccessStore, MetadataStore } from '@lading/core';
import type { ConformanceCase } from '../case.js';
import type { AccessStoreFixture } from './access-store-fixture.js';

/** What a case of this folder gets. */
export interface Access {
  readonly store: AccessStore;
  /** As another replica has it; the same instance where the fixture can't open a second. */
  readonly replica: AccessStore;
  readonly metadata: MetadataStore;
  advance(seconds: number): Promise<void>;
  settled(): Promise<void>;
}

export type AccessStoreCase = ConformanceCase<AccessStoreFixture>;

export function accessStoreCase(
  id: string,
  title: string,
  body: (access: Access) => Promise<void>,
  requirements: readonly string[] = [],
): AccessStoreCase {
  return { id: `access-store/${id}`, title, requirements, run: (fixture) => run(fixture, body) };
}

async function run(fixture: AccessStoreFixture, body: (access: Access) => Promise<void>): Promise<void> {
  const { subject, metadata } = fixture;
  await body({
    store: subject,
    replica: (await fixture.reopen?.()) ?? subject,
    metadata,
    advance: (seconds) => fixture.advance(seconds),
    settled: async () => fixture.settled?.(),
  });
}
