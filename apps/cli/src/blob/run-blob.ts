import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type BlobContent, fileSource } from '@lading/client';
import { NotFoundError } from '../failure/command-error.js';
import { parseBlobReference } from '../location/blob-reference.js';
import { parseRepository } from '../location/location.js';
import type { RunCommand } from '../session/define-command.js';
import type { Session } from '../session/session.js';

export const runGet: RunCommand<readonly [string, string?], object> = async (session, [text, file]) => {
  const reference = parseBlobReference(text);
  const repository = await session.registries.repository(reference);
  const content = await repository.blobs.read(reference.digest, { signal: session.signal });
  if (file === undefined || file === '-') {
    for await (const chunk of content) await session.output.write(chunk);
    return;
  }
  const size = await writeFile(session, content, file);
  await session.report({ digest: reference.digest, size, file }, `${reference.digest} is in ${file}`);
};

/** Writes a file. It gets its name when the content is verified. */
async function writeFile({ progress, signal }: Session, content: BlobContent, file: string): Promise<number> {
  const partial = `${file}.${process.pid}.partial`;
  let bytes = 0;
  async function* observed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      bytes += chunk.byteLength;
      progress.move({ name: content.digest, size: content.size }, bytes);
      yield chunk;
    }
  }
  try {
    await pipeline(observed(), createWriteStream(partial), { signal });
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  progress.done({ name: content.digest, size: bytes }, 'pulled');
  return bytes;
}

export const runHead: RunCommand<readonly [string], object> = async (session, [text]) => {
  const { digest, ...reference } = parseBlobReference(text);
  const repository = await session.registries.repository(reference);
  const found = await repository.blobs.stat(digest, { signal: session.signal });
  if (found === undefined)
    throw new NotFoundError(`${reference.registry}/${reference.repository} has no blob ${digest}`);
  await session.output.show({ digest, size: found.size }, [`digest  ${digest}`, `size    ${found.size}`]);
};

export const runPut: RunCommand<readonly [string, string], object> = async (session, [text, file]) => {
  const repository = await session.registries.repository(parseRepository(text));
  const source = file === '-' ? standardInput() : await fileSource(file);
  const size = 'size' in source ? source.size : undefined;
  const { progress, signal } = session;
  const pushed = await repository.blobs.push(source, {
    signal,
    onProgress: (bytes) => progress.move({ name: file, size }, bytes),
  });
  progress.done({ name: pushed.digest, size: pushed.size }, 'pushed');
  progress.end();
  await session.output.show({ digest: pushed.digest, size: pushed.size }, [pushed.digest]);
};

/** Only the bytes, without the other properties of `process.stdin`: they can be read once. */
async function* standardInput(): AsyncGenerator<Uint8Array> {
  yield* process.stdin as AsyncIterable<Uint8Array>;
}
