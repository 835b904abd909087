import type { Digest } from '@lading/core';
import { ClientError } from '../error/client-error.js';
import type { Content } from '../http/content.js';

/** The bytes of a blob on their way. They are read once. */
export interface BlobContent extends Content {
  readonly digest: Digest;
  /** Bytes of what is read: of the blob, or of the range; undefined where the registry does not tell. */
  readonly size: number | undefined;
  /**
   * All of them.
   * @throws ClientError `content` if they are more than the limit, which is 64 MiB unless told otherwise
   */
  bytes(limit?: number): Promise<Uint8Array>;
  /** As a web stream. */
  stream(): ReadableStream<Uint8Array>;
  /** Lets go of content that nobody wants any more. */
  cancel(): Promise<void>;
}

const usualLimit = 64 * 1024 * 1024;

type Chunks = AsyncGenerator<Uint8Array, void, undefined>;

/** Wraps what reads a blob, with pieces that are lent or not. */
export function blobContent(
  identity: Pick<BlobContent, 'digest' | 'size'>,
  read: (isLent: boolean) => Chunks,
  /** Lets go of the answer where reading never began. */
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
