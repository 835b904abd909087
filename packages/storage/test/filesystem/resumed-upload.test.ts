import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { inChunks, readBlob, uploadOf } from '@lading/conformance/blob-store/content';
import { digestOf, type UploadState } from '@lading/core';
import { FilesystemBlobStore } from '../../src/index.js';
import { bytes, digest, firstHalf, secondHalf } from './content.js';
import { leftoversIn, makeDirectory, pathOf, removeDirectory } from './temporary-directory.js';
import { watchedFileSystem } from './watched-file-system.js';

const script = fileURLToPath(new URL('./append-until-killed.mjs', import.meta.url));

describe('FilesystemBlobStore, when an upload goes on elsewhere', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await makeDirectory();
  });

  afterEach(() => removeDirectory(directory));

  /** Another process's store, and how many times it has read from a file. */
  function replica(runningDigests?: number) {
    const reads = { count: 0 };
    const fileSystem = watchedFileSystem((call) => {
      if (call === 'read') reads.count++;
    });
    const limit = runningDigests === undefined ? {} : { runningDigests };
    return { store: new FilesystemBlobStore({ directory, fileSystem, ...limit }), reads };
  }

  it('goes on in a second process when the first was killed in the middle of an append', async () => {
    const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      lines.push(line);
      if (lines.length === 8) child.kill('SIGKILL');
    }
    if (child.signalCode === null) await once(child, 'exit');
    const upload: UploadState = JSON.parse(lines[0] ?? '');
    const [file = ''] = (await leftoversIn(directory)).filter((name) => name.startsWith(String(upload.store.id)));
    expect((await stat(join(directory, dirname(pathOf(upload)), file))).size).toBeGreaterThan(upload.size);

    const store = new FilesystemBlobStore({ directory });
    const whole = await store.append(upload, inChunks(Buffer.from('the end')));
    const content = Buffer.concat([Buffer.alloc(1_500_000, 'acknowledged '), Buffer.from('the end')]);
    const location = await store.commit(whole, digestOf(content));
    expect((await readBlob(store, location)).equals(content)).toBe(true);
  });

  it('reads what another process stored once, and then no more', async () => {
    const [first, second] = [replica(), replica()];
    const half = await uploadOf(first.store, firstHalf);
    const more = await second.store.append(half, inChunks(secondHalf.subarray(0, 1000)));
    expect(second.reads.count).toBe(2);
    const whole = await second.store.append(more, inChunks(secondHalf.subarray(1000)));
    expect(second.reads.count).toBe(2);
    await first.store.commit(whole, digest);
    expect(first.reads.count).toBe(0);
  });

  it('reads only the bytes of other processes when two of them append in turns', async () => {
    const [first, second] = [replica(), replica()];
    let upload = await first.store.begin();
    for (let turn = 0; turn < 6; turn++) {
      const { store } = turn % 2 === 0 ? first : second;
      upload = await store.append(upload, inChunks(bytes.subarray(turn * 1000, (turn + 1) * 1000)));
    }
    const content = bytes.subarray(0, 6000);
    await first.store.commit(upload, digestOf(content));
    // One block of one chunk each time, the first process having seen the first chunk itself.
    expect([first.reads.count, second.reads.count]).toEqual([2, 3]);
  });

  it('trusts nothing that it saw of an append which was never acknowledged', async () => {
    const [first, second] = [replica(), replica()];
    const half = await uploadOf(first.store, firstHalf);
    await first.store.append(half, inChunks(Buffer.alloc(1000, 'lost')));
    const more = await second.store.append(half, inChunks(Buffer.alloc(1000, 'kept')));
    const whole = await first.store.append(more, inChunks(secondHalf));
    const lie = Buffer.concat([firstHalf, Buffer.alloc(1000, 'lost'), secondHalf]);
    const truth = Buffer.concat([firstHalf, Buffer.alloc(1000, 'kept'), secondHalf]);
    await expect(first.store.commit(whole, digestOf(lie))).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    const location = await first.store.commit(whole, digestOf(truth));
    expect((await readBlob(first.store, location)).equals(truth)).toBe(true);
  });

  it('reads nothing again when an append broke off in this process', async () => {
    const { store, reads } = replica();
    const half = await uploadOf(store, firstHalf);
    async function* breakingOff() {
      yield firstHalf;
      throw new Error('the connection was lost');
    }
    await expect(store.append(half, breakingOff())).rejects.toThrow('the connection was lost');
    const whole = await store.append(half, inChunks(secondHalf));
    expect(await store.commit(whole, digest)).toBe(store.locate(whole, digest));
    expect(reads.count).toBe(0);
  });

  it('reads the whole once more for a digest of an algorithm that was not announced', async () => {
    const { store, reads } = replica();
    const whole = await uploadOf(store, bytes);
    await store.commit(whole, digestOf(bytes, 'sha512'));
    expect(reads.count).toBe(3);
  });

  it('computes the algorithm that was announced when the upload began', async () => {
    const { store, reads } = replica();
    const begun = await store.begin({ algorithm: 'sha512' });
    const whole = await store.append(await store.append(begun, inChunks(firstHalf)), inChunks(secondHalf));
    await store.commit(whole, digestOf(bytes, 'sha512'));
    expect(reads.count).toBe(0);
  });

  it('keeps no more running digests than it may, and reads again for those that it dropped', async () => {
    const { store, reads } = replica(1);
    const dropped = await uploadOf(store, firstHalf);
    const kept = await uploadOf(store, firstHalf);
    await store.append(kept, inChunks(secondHalf));
    expect(reads.count).toBe(0);
    const whole = await store.append(dropped, inChunks(secondHalf));
    expect(reads.count).toBe(2);
    expect(await store.commit(whole, digest)).toBe(store.locate(whole, digest));
  });
});
