import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { checkOptions, eachUntilAborted, type OptionRules } from '@lading/core';
import type { ParsedTarEntry } from 'modern-tar';
import { type CallOptions, callRules } from '../call/call-options.js';
import { ClientError } from '../error/client-error.js';
import { SafeFolder } from './safe-folder.js';

export interface UnpackOptions extends CallOptions {
  /** The most bytes of all files together; 16 GiB if absent. A small archive can expand to very large files. */
  readonly maximumBytes?: number | undefined;
  /** The most entries; a million if absent. */
  readonly maximumEntries?: number | undefined;
}

export const unpackRules = {
  ...callRules,
  maximumBytes: 'whole number?',
  maximumEntries: 'whole number?',
} as const satisfies OptionRules<UnpackOptions>;

const usualBytes = 16 * 1024 ** 3;
const usualEntries = 1_000_000;

/**
 * Unpacks a tar archive, plain or with gzip, into a folder. No entry is written outside of the folder. Devices are refused.
 * Owners and special modes are ignored.
 * @throws ClientError `content`
 */
export async function unpack(
  archive: AsyncIterable<Uint8Array>,
  directory: string,
  options: UnpackOptions = {},
): Promise<void> {
  checkOptions('unpack', options, unpackRules);
  const folder = new SafeFolder(directory);
  const { maximumBytes = usualBytes, maximumEntries = usualEntries, signal } = options;
  const room = { bytes: maximumBytes, entries: maximumEntries };
  try {
    for await (const entry of entriesIn(unzipped(archive), signal)) {
      room.entries -= 1;
      if (room.entries < 0) throw tooMuch(`${maximumEntries} entries`);
      await unpackEntry(folder, entry, room);
    }
  } catch (error) {
    throw error instanceof ClientError || signal?.aborted === true
      ? error
      : new ClientError('content', `the archive cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

async function* entriesIn(
  archive: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<ParsedTarEntry> {
  // Most copies involve no archive and start faster without the library.
  const { createTarDecoder } = await import('modern-tar');
  const { readable, writable } = createTarDecoder({ strict: true });
  const ending = new AbortController();
  const stop = signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal]);
  void feed(eachUntilAborted(archive, stop), writable.getWriter());
  try {
    yield* readable;
  } finally {
    ending.abort();
  }
}

/** Writes the archive to the decoder. It never rejects: the reader of the entries gets the error. */
async function feed(archive: AsyncIterable<Uint8Array>, writer: WritableStreamDefaultWriter<Uint8Array>) {
  try {
    for await (const chunk of archive) await writer.write(chunk);
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
  }
}

async function unpackEntry(
  folder: SafeFolder,
  { header, body }: ParsedTarEntry,
  room: { bytes: number },
): Promise<void> {
  const { name, type, linkname = '' } = header;
  if (type === 'file') return folder.writeFile(name, counted(body, room), ((header.mode ?? 0) & 0o100) !== 0);
  await body.cancel();
  if (type === 'directory') return folder.makeFolder(name);
  if (type === 'symlink') return folder.makeSymlink(name, linkname);
  if (type === 'link') return folder.makeHardLink(name, linkname);
  throw new ClientError(
    'content',
    `the archive is refused: ${JSON.stringify(name.slice(0, 200))} is a ${type ?? 'thing'} and no file, folder or link`,
  );
}

/** Counts the bytes of the content, because the size in the header may be wrong. */
async function* counted(content: AsyncIterable<Uint8Array>, room: { bytes: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    room.bytes -= chunk.byteLength;
    if (room.bytes < 0) throw tooMuch('as many bytes as are allowed');
    yield chunk;
  }
}

function tooMuch(limit: string): ClientError {
  return new ClientError('content', `the archive is refused: it has more than ${limit}`);
}

/** Recognizes gzip by its first two bytes. */
async function* unzipped(archive: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = archive[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.byteLength < 2) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  if (!isGzip) return yield* all();
  const plain = createGunzip();
  const packed = Readable.from(all());
  packed.on('error', (error) => plain.destroy(error));
  yield* packed.pipe(plain) as AsyncIterable<Uint8Array>;
}
