import assert from 'node:assert/strict';
import { isRegistryError, type RegistryError, type RegistryErrorCode } from '@lading/core';

/** Asserts that a promise rejects with a `RegistryError` of this code, and gives it. */
export async function rejectsWith(code: RegistryErrorCode, promise: Promise<unknown>): Promise<RegistryError> {
  const error: unknown = await promise.then(
    () => assert.fail(`it resolves, and does not reject with ${code}`),
    (reason) => reason,
  );
  assert.ok(isRegistryError(error), `rejects with a RegistryError, not ${error}`);
  assert.equal(error.code, code);
  return error;
}

/** Asserts that a promise rejects because the condition of the request does not hold. */
export async function failsCondition(promise: Promise<unknown>): Promise<void> {
  assert.equal((await rejectsWith('DENIED', promise)).reason, 'condition-failed');
}

/** Whether a promise resolves; it may reject with a `RegistryError` of this code and nothing else. */
export async function succeedsUnless(code: RegistryErrorCode, promise: Promise<unknown>): Promise<boolean> {
  try {
    await promise;
    return true;
  } catch (error) {
    assert.ok(isRegistryError(error, code), `rejects with ${code} at most, not ${error}`);
    return false;
  }
}
