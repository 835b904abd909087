import { join } from 'node:path';
import { OwnDatabase } from '@lading/e2e/harness/database';
import { makeTemporaryDirectory, removeTemporaryDirectories } from '@lading/e2e/harness/temporary-directory';
import { endRegistries } from './registry-process.js';

/** One database for all tests of a file. Registries that a failed test left behind end before it does. */
export function useExternalDatabase(): OwnDatabase {
  const database = new OwnDatabase(join(makeTemporaryDirectory('registry'), 'external'));
  beforeAll(() => database.start());
  afterAll(async () => {
    await endRegistries();
    await database.stop();
    removeTemporaryDirectories();
  });
  return database;
}
