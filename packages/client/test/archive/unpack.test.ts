import { lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import tar, { type Header } from 'tar-stream';
import { unpack } from '../../src/index.js';
import { removeTemporaryFolders, temporaryFolder } from '../temporary-folder.js';

type Entry = Partial<Header> & { readonly name: string; readonly content?: string };

async function archiveOf(...entries: readonly Entry[]): Promise<Buffer> {
  const pack = tar.pack();
  for (const { content = '', ...header } of entries) pack.entry(header, content);
  pack.finalize();
  const parts: Buffer[] = [];
  for await (const part of pack) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function* once(bytes: Uint8Array, pieceBytes = bytes.byteLength): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}

/** A folder with something beside it that must not change. */
async function scene() {
  const outer = await temporaryFolder();
  const inside = join(outer, 'inside');
  await mkdir(inside);
  await writeFile(join(outer, 'secret'), 'secret');
  return { outer, inside };
}

async function expectUntouched(outer: string): Promise<void> {
  expect((await readdir(outer)).sort()).toEqual(['inside', 'secret']);
  expect(await readFile(join(outer, 'secret'), 'utf8')).toBe('secret');
}

afterEach(removeTemporaryFolders);

describe('unpack', () => {
  const honest: readonly Entry[] = [
    { name: 'a/', type: 'directory' },
    { name: './a/file', content: 'one' },
    { name: 'b/deep/run', content: '#!', mode: 0o755 },
    { name: 'b/link', type: 'symlink', linkname: '../a/file' },
    { name: 'b/hard', type: 'link', linkname: 'a/file' },
  ];

  it.each(['plain', 'gzip', 'in single bytes'])('unpacks an archive that is %s', async (form) => {
    const { outer, inside } = await scene();
    const archive = await archiveOf(...honest);
    await unpack(form === 'gzip' ? once(gzipSync(archive)) : once(archive, form === 'plain' ? undefined : 1), inside);
    expect(await readFile(join(inside, 'a/file'), 'utf8')).toBe('one');
    expect(await readFile(join(inside, 'b/link'), 'utf8')).toBe('one');
    expect(await readFile(join(inside, 'b/hard'), 'utf8')).toBe('one');
    expect((await lstat(join(inside, 'b/deep/run'))).mode & 0o777).toBe(0o755);
    expect((await lstat(join(inside, 'a/file'))).mode & 0o777).toBe(0o644);
    await expectUntouched(outer);
  });

  it.each<[string, readonly Entry[]]>([
    ['a name with ..', [{ name: '../secret', content: 'x' }]],
    ['a name with .. within', [{ name: 'a/../../secret', content: 'x' }]],
    ['an absolute name', [{ name: '/etc/passwd', content: 'x' }]],
    ['a name with backslashes', [{ name: '..\\secret', content: 'x' }]],
    ['a name with a drive', [{ name: 'C:/secret', content: 'x' }]],
    ['the folder itself as a file', [{ name: '.', type: 'file', content: 'x' }]],
    ['a link to an absolute path', [{ name: 'l', type: 'symlink', linkname: '/etc' }]],
    ['a link that leads out', [{ name: 'l', type: 'symlink', linkname: '../secret' }]],
    ['a link that leads out from below', [{ name: 'a/b/l', type: 'symlink', linkname: '../../../secret' }]],
    ['a link that leads out over a name', [{ name: 'l', type: 'symlink', linkname: 'x/../../secret' }]],
    [
      'a link over another link',
      [
        { name: 'a/b/l', type: 'symlink', linkname: '../..' },
        { name: 'a/b/m', type: 'symlink', linkname: 'l/../secret' },
      ],
    ],
    [
      'a file through a link',
      [
        { name: 'd/', type: 'directory' },
        { name: 'l', type: 'symlink', linkname: 'd' },
        { name: 'l/file', content: 'x' },
      ],
    ],
    [
      'a folder through a link',
      [
        { name: 'd/', type: 'directory' },
        { name: 'l', type: 'symlink', linkname: 'd' },
        { name: 'l/e/', type: 'directory' },
      ],
    ],
    ['a hard link that leads out', [{ name: 'h', type: 'link', linkname: '../secret' }]],
    ['a hard link to an absolute path', [{ name: 'h', type: 'link', linkname: '/etc/passwd' }]],
    ['a hard link to nothing', [{ name: 'h', type: 'link', linkname: 'nothing' }]],
    [
      'a hard link to a link',
      [
        { name: 'a', content: 'x' },
        { name: 'l', type: 'symlink', linkname: 'a' },
        { name: 'h', type: 'link', linkname: 'l' },
      ],
    ],
    [
      'a hard link through a link',
      [
        { name: 'd/a', content: 'x' },
        { name: 'l', type: 'symlink', linkname: 'd' },
        { name: 'h', type: 'link', linkname: 'l/a' },
      ],
    ],
    ['a character device', [{ name: 'c', type: 'character-device', devmajor: 1, devminor: 3 }]],
    ['a block device', [{ name: 'b', type: 'block-device', devmajor: 8, devminor: 0 }]],
    ['a pipe', [{ name: 'p', type: 'fifo' }]],
    [
      'a file in the place of a folder',
      [
        { name: 'd/', type: 'directory' },
        { name: 'd', content: 'x' },
      ],
    ],
    [
      'a folder in the place of a file',
      [
        { name: 'f', content: 'x' },
        { name: 'f/x', content: 'x' },
      ],
    ],
  ])('refuses %s', async (_, entries) => {
    const { outer, inside } = await scene();
    await expect(unpack(once(await archiveOf(...entries)), inside)).rejects.toMatchObject({ kind: 'content' });
    await expectUntouched(outer);
  });

  it('does not write through an existing link', async () => {
    const { outer, inside } = await scene();
    await symlink('..', join(inside, 'up'));
    await symlink('../secret', join(inside, 'file'));
    await expect(unpack(once(await archiveOf({ name: 'up/secret', content: 'x' })), inside)).rejects.toMatchObject({
      kind: 'content',
    });
    await unpack(once(await archiveOf({ name: 'file', content: 'x' })), inside);
    expect((await lstat(join(inside, 'file'))).isFile()).toBe(true);
    await expectUntouched(outer);
  });

  it('replaces a link by a file', async () => {
    const { inside } = await scene();
    const entries = [
      { name: 'a', content: 'a' },
      { name: 'l', type: 'symlink' as const, linkname: 'a' },
      { name: 'l', content: 'b' },
    ];
    await unpack(once(await archiveOf(...entries)), inside);
    expect(await readFile(join(inside, 'a'), 'utf8')).toBe('a');
    expect(await readFile(join(inside, 'l'), 'utf8')).toBe('b');
  });

  it('keeps a dangling link as it is', async () => {
    const { inside } = await scene();
    await unpack(once(await archiveOf({ name: 'x/l', type: 'symlink', linkname: '../later' })), inside);
    expect(await readlink(join(inside, 'x/l'))).toBe('../later');
  });

  it('stops at its limits', async () => {
    const { inside } = await scene();
    const bomb = gzipSync(await archiveOf({ name: 'zeros', content: '\0'.repeat(5_000_000) }));
    await expect(unpack(once(bomb), inside, { maximumBytes: 1_000_000 })).rejects.toMatchObject({ kind: 'content' });
    const many = await archiveOf(...Array.from({ length: 20 }, (_, index) => ({ name: `f${index}` })));
    await expect(unpack(once(many), inside, { maximumEntries: 10 })).rejects.toMatchObject({ kind: 'content' });
  });

  it('leaves no partial file if the archive ends early', async () => {
    const { inside } = await scene();
    const archive = await archiveOf({ name: 'file', content: 'x'.repeat(100_000) });
    await expect(unpack(once(archive.subarray(0, 50_000)), inside)).rejects.toMatchObject({ kind: 'content' });
    expect(await readdir(inside)).toEqual([]);
  });

  it('reports the error of its source', async () => {
    const { inside } = await scene();
    const archive = await archiveOf({ name: 'file', content: 'x'.repeat(100_000) });
    async function* broken() {
      yield archive.subarray(0, 50_000);
      throw new Error('the disk is gone');
    }
    await expect(unpack(broken(), inside)).rejects.toThrow('the archive cannot be read: the disk is gone');
    expect(await readdir(inside)).toEqual([]);
  });

  it('stops at once if it is aborted within a file, and leaves no partial file', async () => {
    const { inside } = await scene();
    const archive = await archiveOf({ name: 'file', content: 'x'.repeat(100_000) });
    const abort = new AbortController();
    async function* stalling() {
      yield archive.subarray(0, 50_000);
      setTimeout(() => abort.abort(new Error('enough')), 50);
      await new Promise(() => undefined);
    }
    await expect(unpack(stalling(), inside, { signal: abort.signal })).rejects.toThrow('enough');
    expect(await readdir(inside)).toEqual([]);
  });

  it.each(['nonsense'.repeat(200), '\x1f\x8bnonsense'])('refuses content that is not an archive', async (text) => {
    const { inside } = await scene();
    await expect(unpack(once(Buffer.from(text, 'latin1')), inside)).rejects.toMatchObject({ kind: 'content' });
  });
});
