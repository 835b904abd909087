import { checkOptions, type Digest, type DigestAlgorithm, type OptionRules, type RepositoryName } from '@lading/core';
import { repositoryScope, type Scope } from '../authentication/scope.js';
import { type CallOptions, callRules, checkCall } from '../call/call-options.js';
import { ClientError } from '../error/client-error.js';
import { isResponseError } from '../error/response-error.js';
import type { Answer } from '../http/answer.js';
import type { RetryRules } from '../http/retry.js';
import { checkDigestField } from '../manifest/content-digest.js';
import type { RepositoryEndpoint } from '../repository/repository-endpoint.js';
import { Upload, type UploadHandle } from './upload.js';

export interface StartUploadOptions extends CallOptions {
  /** The algorithm of the digest that will end the upload; sha256 unless told otherwise (CHNK-02). */
  readonly algorithm?: DigestAlgorithm | undefined;
}

const startRules = { ...callRules, algorithm: 'string?' } as const satisfies OptionRules<StartUploadOptions>;

/** What came of a mount: the blob, a session to send it in, or neither. */
export interface MountOutcome {
  readonly isMounted: boolean;
  readonly upload?: Upload;
}

/** The upload sessions of one repository. */
export class Uploads {
  constructor(private readonly endpoint: RepositoryEndpoint) {}

  /** How often a broken upload is taken up again. */
  get retry(): RetryRules {
    return this.endpoint.transport.options.retry;
  }

  /** Opens a session (MONO-01 to MONO-07). */
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
   * Goes on with a session that another process began. Its offset is asked of the registry.
   * @throws ClientError `content` if it belongs to another repository; undefined if the registry knows it no more
   */
  async resume(handle: UploadHandle, options: CallOptions = {}): Promise<Upload | undefined> {
    checkCall('uploads.resume', options);
    if (handle.repository !== this.endpoint.name)
      throw new ClientError('content', `the upload belongs to the repository ${handle.repository}`);
    const { transport } = this.endpoint;
    const location = transport.resolve(handle.location, transport.options.registry);
    const upload = new Upload(this.endpoint, location, handle);
    return (await upload.refresh(options)) ? upload : undefined;
  }

  /** Asks for a blob of another repository. Whatever goes wrong, the blob can be pushed instead (MNT-06 to MNT-08). */
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
