import type { Digest, OptionRules } from '@lading/core';
import type { Scope } from '../authentication/scope.js';
import { type CallOptions, checkCall } from '../call/call-options.js';
import type { Answer } from '../http/answer.js';
import { checkDigestField } from '../http/content-digest.js';
import { readResponseError } from '../http/read-response-error.js';
import { bodyOf, checkBody, type RequestBody } from '../http/request-body.js';
import type { RepositoryEndpoint, RepositoryRequest } from '../transport/repository-endpoint.js';
import { UploadRangeError } from './upload-range-error.js';

/** The state of an upload as JSON, with which another process can continue. */
export interface UploadHandle {
  readonly repository: string;
  /** The last address that the registry gave. It may contain a secret. */
  readonly location: string;
  /** The bytes that the registry has. */
  readonly offset: number;
  readonly minimumChunkBytes: number;
}

export const uploadHandleRules = {
  repository: 'non-empty string',
  location: 'non-empty string',
  offset: 'whole number',
  minimumChunkBytes: 'whole number',
} as const satisfies OptionRules<UploadHandle>;

const octetStream = { 'content-type': 'application/octet-stream' } as const;
const cancelMilliseconds = 3000;

/** An upload session of a registry. Make one call after the other. */
export class Upload {
  #location: URL;
  #offset: number;
  /** The least bytes of a chunk, except the last (CHNK-04, CHNK-05). */
  readonly minimumChunkBytes: number;

  constructor(
    private readonly endpoint: RepositoryEndpoint,
    location: URL,
    { offset, minimumChunkBytes }: Pick<UploadHandle, 'offset' | 'minimumChunkBytes'>,
    private readonly scopes: readonly Scope[] = endpoint.pushScopes,
  ) {
    this.#location = location;
    this.#offset = offset;
    this.minimumChunkBytes = minimumChunkBytes;
  }

  /** The bytes that the registry has, as of its last response. */
  get offset(): number {
    return this.#offset;
  }

  get handle(): UploadHandle {
    const { minimumChunkBytes } = this;
    return { repository: this.endpoint.name, location: this.#location.href, offset: this.#offset, minimumChunkBytes };
  }

  /**
   * Sends the next bytes: as a chunk if their number is known, and otherwise as a stream (CHNK-07 to CHNK-12).
   * @throws UploadRangeError if the registry expects another offset
   */
  async append(content: Uint8Array | RequestBody, options: CallOptions = {}): Promise<void> {
    checkCall('upload.append', options);
    checkBody('upload.append', content);
    const { signal } = options;
    const body = asBody(content);
    const start = this.#offset;
    const range = body.size === undefined ? {} : { 'content-range': `${start}-${start + body.size - 1}` };
    let sent = 0;
    const counted: RequestBody = { ...body, open: () => counting(body, (count) => (sent = count)) };
    const headers = { ...octetStream, ...range };
    const answer = await this.#send({
      method: 'PATCH',
      headers,
      body: counted,
      accept: [200, 201, 202, 204, 416],
      signal,
    });
    if (answer.status === 416) throw await this.#misplaced(answer);
    await answer.discard();
    this.#moveTo(answer);
    this.#offset = start + sent;
  }

  /** Asks the registry for its offset (STAT-01). Returns false if the registry no longer has the upload. */
  async refresh(options: CallOptions = {}): Promise<boolean> {
    checkCall('upload.refresh', options);
    const { signal } = options;
    const answer = await this.#send({ method: 'GET', accept: [200, 202, 204, 404], signal }, true);
    await answer.discard();
    if (answer.status === 404) return false;
    this.#moveTo(answer);
    this.#offset = offsetOf(answer) ?? 0;
    return true;
  }

  /**
   * Commits the upload, with the rest of the content if there is one (MONO-08 to MONO-11, CHNK-15 to CHNK-19).
   * @throws UploadRangeError, ResponseError with the code `DIGEST_INVALID`
   */
  async commit(digest: Digest, content?: Uint8Array | RequestBody, options: CallOptions = {}): Promise<void> {
    checkCall('upload.commit', options);
    if (content !== undefined) checkBody('upload.commit', content);
    const { signal } = options;
    const body = content === undefined ? undefined : asBody(content);
    const { search } = this.#location;
    const url = new URL(this.#location);
    url.search = `${search === '' ? '?' : `${search}&`}digest=${encodeURIComponent(digest)}`;
    const request = {
      method: 'PUT',
      headers: octetStream,
      body,
      accept: [200, 201, 202, 204, 416],
      signal,
      isOnce: true,
    } as const;
    const answer = await this.endpoint.send(url, request, this.scopes);
    if (answer.status === 416) throw await this.#misplaced(answer);
    await answer.discard();
    checkDigestField(answer, digest);
  }

  /** Cancels the upload (CANC-03, CANC-04). It never fails. It takes no signal, because it cleans up after an abort. */
  async cancel(): Promise<void> {
    const signal = AbortSignal.timeout(cancelMilliseconds);
    const request = { method: 'DELETE', accept: [200, 202, 204, 404], signal, isOnce: true } as const;
    await this.#send(request).then(
      (answer) => answer.discard(),
      () => undefined,
    );
  }

  #send(request: RepositoryRequest, mayRepeat = false): Promise<Answer> {
    return this.endpoint.send(this.#location, { isOnce: !mayRepeat, ...request }, this.scopes);
  }

  /** Uses the newest address. Without one, the old address stays (CHNK-11, STAT-02). */
  #moveTo(answer: Answer): void {
    const location = answer.headers.get('location');
    if (location !== null) this.#location = this.endpoint.transport.resolve(location, this.#location);
  }

  /** With both fields, the response says where to continue. */
  async #misplaced(answer: Answer): Promise<UploadRangeError> {
    const offset = answer.headers.has('location') ? offsetOf(answer) : undefined;
    if (offset !== undefined) {
      this.#moveTo(answer);
      this.#offset = offset;
    }
    return new UploadRangeError(await readResponseError(answer), answer.url, offset);
  }
}

/**
 * The number of bytes by `Range`, which names the last byte. `0-0` means no bytes. It could also mean one byte, so this client
 * never sends one byte alone.
 */
function offsetOf(answer: Answer): number | undefined {
  const [, last] = /^(?:bytes=)?0-(-?\d{1,15})$/.exec(answer.headers.get('range')?.trim() ?? '') ?? [];
  if (last === undefined) return undefined;
  return Number(last) <= 0 ? 0 : Number(last) + 1;
}

function asBody(content: Uint8Array | RequestBody): RequestBody {
  return content instanceof Uint8Array ? bodyOf(content) : content;
}

async function* counting(body: RequestBody, onCount: (count: number) => void): AsyncGenerator<Uint8Array> {
  let count = 0;
  onCount(0);
  for await (const chunk of body.open()) {
    count += chunk.byteLength;
    onCount(count);
    yield chunk;
  }
}
