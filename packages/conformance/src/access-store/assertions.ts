import assert from 'node:assert/strict';
import { AccessStoreError, type AccessStoreErrorCode } from '@lading/core';

/** Asserts that a promise rejects with an `AccessStoreError` of this code. */
export async function refuses(code: AccessStoreErrorCode, promise: Promise<unknown>): Promise<void> {
  const error: unknown = await promise.then(
    () => assert.fail(`it resolves, and does not reject with ${code}`),
    (reason) => reason,
  );
  assert.ok(error instanceof AccessStoreError, `rejects with an AccessStoreError, not ${error}`);
  assert.equal(error.code, code);
}

/** Asserts that a time is about now, by any clock that is roughly right. */
export function isRecent(time: Date): void {
  assert.ok(time instanceof Date);
  assert.ok(Math.abs(time.getTime() - Date.now()) < 3_600_000, `about now, not ${time}`);
}

/** Asserts that a text is a UUID of version 7 (RFC 9562, section 5.7). */
export function isUuid7(id: string): void {
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
}
