import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { TarHeader, TarPackController } from 'modern-tar';

/** One entry of a new archive. */
export interface ArchiveEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  /** The size of a file in bytes. */
  readonly size?: number;
  readonly isExecutable?: boolean;
  readonly target?: string;
  open?(): AsyncIterable<Uint8Array>;
}

const epoch = new Date(0);

/**
 * Writes a tar archive that depends only on its entries: no times, no owners, two modes. The same content makes the same bytes
 * on every machine.
 */
export function packEntries(entries: AsyncIterable<ArchiveEntry> | Iterable<ArchiveEntry>): Readable {
  return Readable.from(packed(entries));
}

async function* packed(
  entries: AsyncIterable<ArchiveEntry> | Iterable<ArchiveEntry>,
): AsyncGenerator<Uint8Array, void, undefined> {
  // Most copies involve no archive and start faster without the library.
  const { createTarPacker } = await import('modern-tar');
  const { readable, controller } = createTarPacker();
  writeEntries(controller, entries).then(
    () => controller.finalize(),
    (error: Error) => controller.error(error),
  );
  yield* readable;
}

/** All files in a folder, in the byte order of their names, with a prefix if one is given. */
export async function* entriesOf(directory: string, prefix = ''): AsyncGenerator<ArchiveEntry> {
  const names = (await readdir(directory)).sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  for (const name of names) {
    const path = join(directory, name);
    const inArchive = prefix === '' ? name : `${prefix}/${name}`;
    const found = await lstat(path);
    if (found.isDirectory()) {
      yield { name: inArchive, kind: 'directory' };
      yield* entriesOf(path, inArchive);
    } else if (found.isSymbolicLink()) yield { name: inArchive, kind: 'symlink', target: await readlink(path) };
    else if (found.isFile())
      yield {
        name: inArchive,
        kind: 'file',
        size: found.size,
        isExecutable: (found.mode & 0o100) !== 0,
        open: () => createReadStream(path, { highWaterMark: 1024 * 1024 }),
      };
  }
}

/** Compresses an archive with gzip, without a time or a name in its header. */
export function gzipped(archive: Readable): Readable {
  const gzip = createGzip({ level: 6 });
  archive.on('error', (error) => gzip.destroy(error));
  return archive.pipe(gzip);
}

async function writeEntries(
  pack: TarPackController,
  entries: AsyncIterable<ArchiveEntry> | Iterable<ArchiveEntry>,
): Promise<void> {
  for await (const entry of entries) {
    const writer = pack.add(headerOf(entry)).getWriter();
    for await (const chunk of entry.open?.() ?? []) await writer.write(chunk);
    await writer.close();
  }
}

function headerOf({ name, kind, size = 0, isExecutable = false, target = '' }: ArchiveEntry): TarHeader {
  const common = { name, size: 0, mtime: epoch, uid: 0, gid: 0, uname: '', gname: '' };
  if (kind === 'directory') return { ...common, name: `${name}/`, type: 'directory', mode: 0o755 };
  if (kind === 'symlink') return { ...common, type: 'symlink', mode: 0o777, linkname: target };
  return { ...common, type: 'file', mode: isExecutable ? 0o755 : 0o644, size };
}
