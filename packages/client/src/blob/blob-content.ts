import type { Digest } from '@lading/core';
import type { Content } from '../content/content.js';
import { ClientError } from '../error/client-error.js';

/** The bytes of a blob. They can be read once. */
export interface BlobContent extends Content {
  readonly digest: Digest;
  /** The length of the content in bytes: that of the blob or the range; undefined if the registry does not send it. */
  readonly size: number | undefined;
  /**
   * Reads all bytes.
   * @param limit in bytes; 64 MiB if absent
   * @throws ClientError `content` if the content is longer
   */
  bytes(limit?: number): Promise<Uint8Array>;
  /** As a web stream. */
  stream(): ReadableStream<Uint8Array>;
  /** Closes content that is not needed. */
  cancel(): Promise<void>;
}

const usualLimit = 64 * 1024 * 1024;

type Chunks = AsyncGenerator<Uint8Array, void, undefined>;

/** Makes content from a function that reads a blob, with lent or other pieces. */
export function blobContent(
  identity: Pick<BlobContent, 'digest' | 'size'>,
  read: (isLent: boolean) => Chunks,
  /** Closes the response if reading never began. */
  abandon: () => Promise<void>,
): BlobContent {
  let chunks: Chunks | undefined;
  const begin = (isLent = false): Chunks => {
    chunks ??= read(isLent);
    return chunks;
  };
  return {
    ...identity,
    [Symbol.asyncIterator]: () => begin(),
    lent: () => begin(true),
    bytes: (limit = usualLimit) => collect(begin(), limit),
    stream: () => streamOf(begin()),
    cancel: async () => {
      await begin().return();
      await abandon();
    },
  };
}

async function collect(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limit) throw new ClientError('content', `the blob is longer than ${limit} bytes`);
    parts.push(chunk);
  }
  return Buffer.concat(parts, size);
}

function streamOf(chunks: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await chunks.return()),
    },
    { highWaterMark: 0 },
  );
}
