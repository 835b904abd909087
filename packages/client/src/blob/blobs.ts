import {
  checkOptions,
  type Descriptor,
  type Digest,
  type OptionRules,
  parseRepositoryName,
  parseVerifiableDigest,
} from '@lading/core';
import { type CallOptions, callRules, checkCall } from '../call/call-options.js';
import { type BlobSource, checkBlobSource } from '../content/blob-source.js';
import { verifiedChunks } from '../content/verified-chunks.js';
import type { Answer } from '../http/answer.js';
import { checkDigestField } from '../http/content-digest.js';
import type { UploadJournal } from '../journal/upload-journal.js';
import type { RepositoryEndpoint } from '../transport/repository-endpoint.js';
import type { Uploads } from '../upload/uploads.js';
import { type BlobContent, blobContent } from './blob-content.js';
import { pushJournaled } from './push-journaled.js';
import { type PushBlobOptions, pushBlobRules } from './push-options.js';
import { resumedChunks, type Span } from './resumed-chunks.js';
import { sizeOfRange } from './size-by-range.js';
import { statBlob } from './stat-blob.js';

export interface ReadBlobOptions extends CallOptions {
  /** Reads only these bytes, including both ends. The length of a part is verified, but its digest cannot be. */
  readonly range?: { readonly first: number; readonly last?: number } | undefined;
  /** The size in the descriptor. Content of another size is refused. */
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
    private readonly journal: UploadJournal | undefined,
  ) {}

  /** Returns the size of a blob; undefined if the repository does not have it (HEAD-01 to HEAD-04). */
  async stat(digest: string, options: CallOptions = {}): Promise<Descriptor | undefined> {
    checkCall('blobs.stat', options);
    return statBlob(this.endpoint, parseVerifiableDigest(digest), options.signal);
  }

  /**
   * Reads a blob, and verifies it while it is read: the last piece comes only if the digest is right. Continues after a broken
   * connection (PULL-15 to PULL-21).
   * @throws ResponseError with status 404 if the repository does not have the blob; while it is read, DigestMismatchError or
   * ConnectionError
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
    // Without a size, verification holds a piece back, so the pieces cannot be lent.
    return blobContent(
      { digest: checked, size },
      (isLent) => read(isLent && size !== undefined),
      () => first.abandon(),
    );
  }

  /**
   * Pushes a blob, unless the repository has it. If the source can be opened again, a broken upload continues at the registry's
   * offset; with an `uploadJournal`, also in another process. An upload that cannot continue is cancelled (MONO-01 to MONO-11,
   * CHNK-01 to CHNK-19, CANC-03).
   */
  async push(source: BlobSource, options: PushBlobOptions = {}): Promise<Descriptor> {
    checkOptions('blobs.push', options, pushBlobRules);
    checkBlobSource('blobs.push', source);
    return pushJournaled({ endpoint: this.endpoint, uploads: this.uploads }, this.journal, source, options);
  }

  /**
   * Mounts a blob of another repository of this registry, without sending its bytes (MNT-01 to MNT-08).
   * @returns false if the registry refuses for any reason; the caller can push the blob
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
   * Deletes a blob from the repository (DEL-11, DEL-12).
   * @returns whether it was there
   * @throws ResponseError, with status 405 if the registry does not allow it
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
}
