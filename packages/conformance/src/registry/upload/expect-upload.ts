import assert from 'node:assert/strict';
import { expectHeader, expectNoHeader, expectRefusal, expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
import type { RepositoryUnderTest } from '../repository-under-test.js';
import { locationOf } from '../repository-under-test.js';

/** The session says that it has so many bytes, and gives its `Location` (STAT-01). An empty one says `0-0`. */
export async function expectOffset(repository: RepositoryUnderTest, location: string, bytes: number): Promise<string> {
  const answer = await repository.http.send('GET', location);
  expectStatus(answer, 204);
  if (bytes > 0) expectHeader(answer, 'range', `0-${bytes - 1}`);
  else expectHeader(answer, 'range', /^0-/);
  return locationOf(answer);
}

/** The session is gone, by every method that continues it. */
export async function expectNoUpload(repository: RepositoryUnderTest, location: string, digest: string): Promise<void> {
  expectRefusal(await repository.http.send('GET', location), 404);
  expectRefusal(await repository.patchUpload(location, new Uint8Array(1)), 404);
  expectRefusal(await repository.closeUpload(location, digest), 404);
}

/** A chunk out of order is refused, and the answer tells where to go on (CHNK-13). */
export function expectOutOfOrder(answer: Answer): void {
  expectRefusal(answer, 416);
}

/** What regclient resumes from: a 416 that carries the place, the offset and the session. */
export function expectResumable(answer: Answer, bytes: number): void {
  expectStatus(answer, 416);
  locationOf(answer);
  expectHeader(answer, 'range', `0-${Math.max(0, bytes - 1)}`);
  expectHeader(answer, 'docker-upload-uuid');
}

/** The fields of an answer to POST, PATCH and GET of a session (the third of the ten points). */
export function expectSessionFields(answer: Answer, range: string): void {
  locationOf(answer);
  expectHeader(answer, 'range', range);
  expectHeader(answer, 'docker-upload-uuid');
  assert.equal(answer.body.length, 0, 'the answer has no body');
  if (answer.status === 204) expectNoHeader(answer, 'content-length');
  else expectHeader(answer, 'content-length', '0');
}

/** Nothing is stored under this digest. */
export async function expectNoBlob(repository: RepositoryUnderTest, digest: string): Promise<void> {
  expectRefusal(await repository.head(`blobs/${digest}`), 404);
}
