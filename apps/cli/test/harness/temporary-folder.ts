import { makeTemporaryDirectory, removeTemporaryDirectories } from '@lading/e2e/harness/temporary-directory';

/** A folder for one test file; gone when all its tests are over. */
export function temporaryFolder(): string {
  return makeTemporaryDirectory('cli');
}

afterAll(removeTemporaryDirectories);
