import assert from 'node:assert/strict';
import { type Annotations, type Descriptor, mediaTypes } from '@lading/core';
import { expectHeader, expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
import type { RepositoryUnderTest } from '../repository-under-test.js';

/** An entry of the list as it came. */
export type ReferrerEntry = Descriptor & { readonly annotations?: Annotations };

/** The entries of a referrers list, after checking that it is an image index (RFR-04). */
export function entriesOf(answer: Answer): ReferrerEntry[] {
  expectStatus(answer, 200);
  expectHeader(answer, 'content-type', mediaTypes.imageIndex);
  const index = JSON.parse(answer.body.toString()) as Record<string, unknown>;
  assert.equal(index.schemaVersion, 2);
  assert.equal(index.mediaType, mediaTypes.imageIndex);
  assert.ok(Array.isArray(index.manifests), 'manifests is an array, also when it is empty');
  return index.manifests as ReferrerEntry[];
}

/** The digests that the list gives for a subject, in any order. */
export async function listReferrers(repository: RepositoryUnderTest, subject: string, query = ''): Promise<string[]> {
  return entriesOf(await repository.get(`referrers/${subject}${query}`))
    .map(({ digest }) => digest)
    .sort();
}

export function digestsOf(...contents: readonly { readonly digest: string }[]): string[] {
  return contents.map(({ digest }) => digest).sort();
}
