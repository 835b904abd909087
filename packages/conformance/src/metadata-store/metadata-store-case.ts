import assert from 'node:assert/strict';
import { decorate, type MetadataStore } from '@lading/core';
import type { ConformanceCase } from '../case.js';
import type { MetadataStoreFixture } from './metadata-store-fixture.js';

/** What a case of this folder gets. */
export interface Metadata {
  /** Reads its log of changes only when all changes that were made can be read. */
  readonly store: MetadataStore;
  /** As another replica has it; the same instance where the fixture can't open a second. */
  readonly replica: MetadataStore;
  readonly leaseSeconds: number;
  readonly trashSeconds: number;
  advance(seconds: number): Promise<void>;
}

export type MetadataStoreCase = ConformanceCase<MetadataStoreFixture>;

/** A case that ends with a look at whether the stored data still makes sense. */
export function metadataStoreCase(
  id: string,
  title: string,
  body: (metadata: Metadata) => Promise<void>,
  requirements: readonly string[] = [],
): MetadataStoreCase {
  return { id: `metadata-store/${id}`, title, requirements, run: (fixture) => runAndCheck(fixture, body) };
}

async function runAndCheck(fixture: MetadataStoreFixture, body: (metadata: Metadata) => Promise<void>): Promise<void> {
  const { subject, leaseSeconds, trashSeconds } = fixture;
  const second = await fixture.reopen?.();
  const advance = (seconds: number) => fixture.advance(seconds);
  try {
    await body({ store: settling(fixture), replica: second ?? subject, leaseSeconds, trashSeconds, advance });
    assert.deepEqual((await fixture.inconsistencies?.()) ?? [], []);
  } finally {
    await second?.close?.();
  }
}

function settling(fixture: MetadataStoreFixture): MetadataStore {
  const { subject } = fixture;
  if (fixture.settled === undefined) return subject;
  const read: MetadataStore['changes']['read'] = async (request) => {
    await fixture.settled?.();
    return subject.changes.read(request);
  };
  return decorate(subject, { changes: decorate(subject.changes, { read }) });
}
