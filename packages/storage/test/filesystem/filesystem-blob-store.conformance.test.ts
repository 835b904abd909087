import { describeBlobStore } from '@lading/conformance';
import { FilesystemBlobStore } from '../../src/index.js';
import { leftoversIn, makeDirectory, removeDirectory } from './temporary-directory.js';

describeBlobStore('FilesystemBlobStore', async () => {
  const directory = await makeDirectory();
  return {
    subject: new FilesystemBlobStore({ directory }),
    reopen: async () => new FilesystemBlobStore({ directory }),
    leftovers: () => leftoversIn(directory),
    dispose: () => removeDirectory(directory),
  };
});
