import {
  checkOptions,
  type Descriptor,
  type Digest,
  mediaTypes,
  type OptionRules,
  parseRepositoryName,
  parseVerifiableDigest,
} from '@lading/core';
import { type CallOptions, callRules, checkCall } from '../call/call-options.js';
import { checkBlobSource } from '../call/check-content.js';
import type { Answer } from '../http/answer.js';
import { checkDigestField } from '../manifest/content-digest.js';
import type { RepositoryEndpoint } from '../repository/repository-endpoint.js';
import type { Uploads } from '../upload/uploads.js';
import { type BlobContent, blobContent } from './blob-content.js';
import type { BlobSource } from './blob-source.js';
import { type PushBlobOptions, pushBlob, pushBlobRules } from './push-blob.js';
import { pushJournaled } from './push-journaled.js';
import { resumedChunks, type Span } from './resumed-chunks.js';
import { sizeByRange, sizeOfRange } from './size-by-range.js';
import { verifiedChunks } from './verified-chunks.js';

export interface ReadBlobOptions extends CallOptions {
  /** Only these bytes, both ends included. A part can't be held against the digest: only its length is checked. */
  readonly range?: { readonly first: number; readonly last?: number } | undefined;
  /** The size that a descriptor gives; content of another is refused. */
  readonly size?: number | undefined;
}

const readRules = {
  ...callRules,
  range: { first: 'whole number', last: 'whole number?' },
  size: 'whole number?',
} as const satisfies OptionRules<ReadBlobOptions>;

/** The blobs of one repository. */
export class Blobs {
  constructor(
    private readonly endpoint: RepositoryEndpoint,
    private readonly uploads: Uploads,
  ) {}

  /** Whether a blob is there, and its size (HEAD-01 to HEAD-04). Stores that answer no HEAD are asked for one byte. */
  async stat(digest: string, options: CallOptions = {}): Promise<Descriptor | undefined> {
    checkCall('blobs.stat', options);
    const { signal } = options;
    const checked = parseVerifiableDigest(digest);
    const answer = await this.#request('HEAD', checked, [200, 400, 403, 404, 405], {}, signal);
    await answer.discard();
    checkDigestField(answer, checked);
    if (answer.status === 404) return undefined;
    const known = answer.status === 200 ? answer.contentLength : undefined;
    const size =
      known ??
      (await sizeByRange(answer, (headers) => this.#request('GET', checked, [200, 206, 404, 416], headers, signal)));
    return size === undefined ? undefined : { mediaType: mediaTypes.octetStream, digest: checked, size };
  }

  /**
   * Reads a blob, verified as it flows: the last piece comes only when all are right. A broken connection is taken up again
   * where it broke (PULL-15 to PULL-21).
   * @throws ResponseError with status 404 if it is not there; while it is read, DigestMismatchError or ConnectionError
   */
  async read(digest: string, options: ReadBlobOptions = {}): Promise<BlobContent> {
    checkOptions('blobs.read', options, readRules);
    const checked = parseVerifiableDigest(digest);
    const span = options.range ?? { first: 0 };
    const open = (rest: Span) => this.#open(checked, rest, options.signal);
    const first = await open(span);
    const size =
      options.range === undefined ? (options.size ?? first.contentLength) : sizeOfRange(first, span, options.size);
    const retry = this.endpoint.transport.options.retry;
    const read = (isLent: boolean) => {
      const chunks = resumedChunks(first, span, size, { retry, signal: options.signal, open, isLent });
      return options.range === undefined ? verifiedChunks(chunks, { digest: checked, size }, first) : chunks;
    };
    // What is verified without a size holds a piece back.
    return blobContent(
      { digest: checked, size },
      (isLent) => read(isLent && size !== undefined),
      () => first.abandon(),
    );
  }

  /**
   * Pushes a blob, and skips what is there already. With a source that can be opened again a broken upload goes on where the
   * registry has it, in another process too where the client has an `uploadJournal`; one that failed for good is cancelled (MONO-01 to MONO-11, CHNK-01 to CHNK-19, CANC-03).
   */
  async push(source: BlobSource, options: PushBlobOptions = {}): Promise<Descriptor> {
    checkOptions('blobs.push', options, pushBlobRules);
    checkBlobSource('blobs.push', source);
    return pushJournaled(this.endpoint, source, options, (all) => pushBlob(this, this.uploads, source, all));
  }

  /**
   * Makes a blob of another repository of this registry known here, without its bytes. False where the registry will not, for
   * whatever reason: then it is to be pushed (MNT-01 to MNT-08).
   */
  async mount(digest: string, from: string, options: CallOptions = {}): Promise<boolean> {
    checkCall('blobs.mount', options);
    const checked = parseVerifiableDigest(digest);
    const source = parseRepositoryName(from);
    const mounted = await this.uploads.mount(checked, source, options.signal);
    await mounted.upload?.cancel();
    return mounted.isMounted;
  }

  /**
   * Takes a blob off the repository. Whether it was there (DEL-11, DEL-12).
   * @throws ResponseError, with status 405 where the registry does not allow it
   */
  async delete(digest: string, options: CallOptions = {}): Promise<boolean> {
    checkCall('blobs.delete', options);
    const { signal } = options;
    const path = `blobs/${parseVerifiableDigest(digest)}`;
    const answer = await this.endpoint.delete(path, { signal, accept: [200, 202, 204, 404] });
    await answer.discard();
    return answer.status !== 404;
  }

  async #open(digest: Digest, { first, last }: Span, signal: AbortSignal | undefined): Promise<Answer> {
    const isWhole = first === 0 && last === undefined;
    const headers = isWhole ? {} : { range: `bytes=${first}-${last ?? ''}` };
    const accept = isWhole ? [200] : [200, 206];
    const request = { method: 'GET', headers, accept, signal, isLarge: true } as const;
    const answer = await this.endpoint.pull(`blobs/${digest}`, request);
    try {
      if (isWhole) checkDigestField(answer, digest);
      return answer;
    } catch (error) {
      await answer.abandon();
      throw error;
    }
  }

  #request(
    method: 'GET' | 'HEAD',
    digest: Digest,
    accept: readonly number[],
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    return this.endpoint.pull(`blobs/${digest}`, { method, headers, accept, signal });
  }
}
