import {
  checkOptions,
  type Digest,
  type DigestAlgorithm,
  digestAlgorithms,
  type OptionRules,
  type RepositoryName,
} from '@lading/core';
import { repositoryScope, type Scope } from '../authentication/scope.js';
import { type CallOptions, callRules, checkCall } from '../call/call-options.js';
import { ClientError } from '../error/client-error.js';
import { isResponseError } from '../error/response-error.js';
import type { Answer } from '../http/answer.js';
import { checkDigestField } from '../http/content-digest.js';
import type { RetryRules } from '../http/retry.js';
import type { RepositoryEndpoint } from '../transport/repository-endpoint.js';
import { Upload, type UploadHandle, uploadHandleRules } from './upload.js';

export interface StartUploadOptions extends CallOptions {
  /** The algorithm of the digest of the commit; sha256 if absent (CHNK-02). */
  readonly algorithm?: DigestAlgorithm | undefined;
}

const startRules = {
  ...callRules,
  algorithm: [...digestAlgorithms, undefined],
} as const satisfies OptionRules<StartUploadOptions>;

/** The outcome of a mount: the blob, an upload session, or neither. */
export interface MountOutcome {
  readonly isMounted: boolean;
  readonly upload?: Upload;
}

/** The upload sessions of one repository. */
export class Uploads {
  constructor(private readonly endpoint: RepositoryEndpoint) {}

  /** How often a broken upload continues. */
  get retry(): RetryRules {
    return this.endpoint.transport.options.retry;
  }

  /** Opens an upload session (MONO-01 to MONO-07). */
  async start(options: StartUploadOptions = {}): Promise<Upload> {
    checkOptions('uploads.start', options, startRules);
    const { algorithm = 'sha256', signal } = options;
    const query = algorithm === 'sha256' ? {} : { 'digest-algorithm': algorithm };
    const request = { method: 'POST', accept: [200, 201, 202, 204], signal } as const;
    const answer = await this.endpoint.push('blobs/uploads/', request, query);
    await answer.discard();
    return this.#open(answer, this.endpoint.pushScopes);
  }

  /**
   * Continues a session that another process began. Asks the registry for its offset.
   * @returns undefined if the registry no longer has the session
   * @throws ClientError `content` if it belongs to another repository
   */
  async resume(handle: UploadHandle, options: CallOptions = {}): Promise<Upload | undefined> {
    checkCall('uploads.resume', options);
    checkOptions('uploads.resume: handle', handle, uploadHandleRules);
    if (handle.repository !== this.endpoint.name)
      throw new ClientError('content', `the upload belongs to the repository ${handle.repository}`);
    const { transport } = this.endpoint;
    const location = transport.resolve(handle.location, transport.options.registry);
    const upload = new Upload(this.endpoint, location, handle);
    return (await upload.refresh(options)) ? upload : undefined;
  }

  /** Mounts a blob of another repository. If the registry refuses, the blob can be pushed (MNT-06 to MNT-08). */
  async mount(digest: Digest, from: RepositoryName, signal?: AbortSignal): Promise<MountOutcome> {
    const scopes = [...this.endpoint.pushScopes, repositoryScope(from, 'pull')];
    const url = this.endpoint.url('blobs/uploads/', { mount: digest, from });
    try {
      const answer = await this.endpoint.send(url, { method: 'POST', accept: [201, 202], signal }, scopes);
      await answer.discard();
      checkDigestField(answer, digest);
      return answer.status === 201 ? { isMounted: true } : { isMounted: false, upload: this.#open(answer, scopes) };
    } catch (error) {
      if (isResponseError(error)) return { isMounted: false };
      throw error;
    }
  }

  #open(answer: Answer, scopes: readonly Scope[]): Upload {
    const location = answer.headers.get('location');
    if (location === null) throw answer.fault('the registry opened an upload without a Location');
    const minimum = Number(answer.headers.get('oci-chunk-min-length') ?? 0);
    const minimumChunkBytes = Number.isSafeInteger(minimum) && minimum > 0 ? minimum : 0;
    const url = this.endpoint.transport.resolve(location, answer.url);
    return new Upload(this.endpoint, url, { offset: 0, minimumChunkBytes }, scopes);
  }
}
