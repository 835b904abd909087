import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeBlobStore } from '@lading/conformance';
import { FilesystemBlobStore } from '../src/index.js';

describeBlobStore('FilesystemBlobStore', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'lading-storage-'));
  return {
    subject: new FilesystemBlobStore({ directory }),
    reopen: async () => new FilesystemBlobStore({ directory }),
    leftovers: () => filesBelow(directory),
    dispose: () => rm(directory, { recursive: true }),
  };
});

/** Every file, and every folder of a digest that has none. */
async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() || entry.name.length > 8).map(({ name }) => name);
}
