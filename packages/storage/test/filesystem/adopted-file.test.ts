import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { digestOf } from '@lading/core';
import { FilesystemBlobStore } from '../../src/index.js';
import { makeDirectory, removeDirectory } from './temporary-directory.js';

let directory: string;
beforeEach(async () => {
  directory = await makeDirectory();
});
afterEach(() => removeDirectory(directory));

function storeBeside(content: string) {
  const file = join(directory, 'elsewhere');
  writeFileSync(file, content);
  return { store: new FilesystemBlobStore({ directory: join(directory, 'store') }), file };
}

describe('adopt', () => {
  it('makes a file a blob without copying it, and each lives without the other', async () => {
    const { store, file } = storeBeside('a layer');
    const upload = await store.adopt(await store.begin(), file);
    if (upload === undefined) throw new Error('no second name was allowed');
    expect(upload.size).toBe(7);
    const location = await store.commit(upload, digestOf(Buffer.from('a layer')));
    expect(statSync(join(directory, 'store', location)).ino).toBe(statSync(file).ino);
    rmSync(file);
    expect(await text(await store.read(location))).toBe('a layer');
  });

  it('leaves the file as it is when its blob is deleted', async () => {
    const { store, file } = storeBeside('a layer');
    const upload = await store.adopt(await store.begin(), file);
    if (upload === undefined) throw new Error('no second name was allowed');
    await store.delete(await store.commit(upload, digestOf(Buffer.from('a layer'))));
    expect(readFileSync(file, 'utf8')).toBe('a layer');
  });

  it('verifies an adopted file: content with another digest is refused, and the file stays', async () => {
    const { store, file } = storeBeside('another layer');
    const upload = await store.adopt(await store.begin(), file);
    if (upload === undefined) throw new Error('no second name was allowed');
    await expect(store.commit(upload, digestOf(Buffer.from('a layer')))).rejects.toMatchObject({
      code: 'DIGEST_INVALID',
    });
    await store.abort(upload);
    expect(readFileSync(file, 'utf8')).toBe('another layer');
  });

  it('says that it can not where the file is on another file system', async () => {
    const { store } = storeBeside('');
    expect(await store.adopt(await store.begin(), '/proc/self/status')).toBeUndefined();
  });
});
