import { emptyJson, type SampleBlob } from './content/sample-blob.js';
import type { SampleManifest } from './content/sample-manifest.js';
import { expectHeader, expectStatus } from './expect.js';
import type { Answer } from './http/answer.js';
import type { HttpClient } from './http/http-client.js';
import type { RequestOptions } from './http/request-options.js';

/** A repository that no other case uses, with the requests that cases make in it. */
export class RepositoryUnderTest {
  constructor(
    readonly http: HttpClient,
    readonly name: string,
  ) {}

  /** The target of something in this repository: `path('tags/list')`. */
  path(rest: string): string {
    return `/v2/${this.name}/${rest}`;
  }

  send(method: string, rest: string, options?: RequestOptions): Promise<Answer> {
    return this.http.send(method, this.path(rest), options);
  }

  get(rest: string, headers: RequestOptions['headers'] = {}): Promise<Answer> {
    return this.send('GET', rest, { headers });
  }

  head(rest: string, headers: RequestOptions['headers'] = {}): Promise<Answer> {
    return this.send('HEAD', rest, { headers });
  }

  delete(rest: string, headers: RequestOptions['headers'] = {}): Promise<Answer> {
    return this.send('DELETE', rest, { headers });
  }

  /** Opens an upload session (MONO-01). */
  async postUpload(query = '', options: RequestOptions = {}): Promise<Answer> {
    const type = options.body === undefined ? {} : { 'content-type': 'application/octet-stream' };
    return this.send('POST', `blobs/uploads/${query}`, { ...options, headers: { ...type, ...options.headers } });
  }

  /** Opens an upload session, and gives its `Location`. */
  async startUpload(): Promise<string> {
    const answer = await this.postUpload();
    expectStatus(answer, 202);
    return locationOf(answer);
  }

  /** Pushes a blob by POST and PUT, which every registry takes. */
  async pushBlob(blob: SampleBlob): Promise<void> {
    const answer = await this.closeUpload(await this.startUpload(), blob.digest, { body: blob.bytes });
    expectStatus(answer, 201);
  }

  /** Sends bytes of an upload; with `first` as a chunk that says where it belongs. */
  patchUpload(location: string, bytes: Uint8Array, first?: number): Promise<Answer> {
    const range: Record<string, string> =
      first === undefined ? {} : { 'content-range': `${first}-${first + bytes.byteLength - 1}` };
    return this.http.send('PATCH', location, {
      body: bytes,
      headers: { 'content-type': 'application/octet-stream', ...range },
    });
  }

  closeUpload(location: string, digest: string, options: RequestOptions = {}): Promise<Answer> {
    const headers = { 'content-type': 'application/octet-stream', ...options.headers };
    return this.http.send('PUT', withQuery(location, `digest=${encodeURIComponent(digest)}`), {
      body: '',
      ...options,
      headers,
    });
  }

  /** Sends a manifest as it is, under its digest unless a reference is given. */
  putManifest(
    manifest: SampleManifest,
    reference: string = manifest.digest,
    options: RequestOptions = {},
  ): Promise<Answer> {
    return this.send('PUT', `manifests/${reference}`, {
      body: manifest.bytes,
      ...options,
      headers: { 'content-type': manifest.mediaType, ...options.headers },
    });
  }

  /** Pushes a manifest after its blobs, and expects that all went well. */
  async pushManifest(manifest: SampleManifest, ...references: readonly string[]): Promise<void> {
    for (const blob of new Set(manifest.blobs)) await this.pushBlob(blob);
    for (const reference of references.length === 0 ? [manifest.digest] : references)
      expectStatus(await this.putManifest(manifest, reference), 201);
  }

  /** Pushes the blob of the empty descriptor, which artifacts without content reference. */
  pushEmptyJson(): Promise<void> {
    return this.pushBlob(emptyJson);
  }
}

/** The one `Location` of an answer. */
export function locationOf(answer: Answer): string {
  const location = expectHeader(answer, 'location');
  if (answer.url.startsWith('http')) return new URL(location, answer.url).href;
  return location;
}

/** Adds to the query of a `Location`, which may have one already (MONO-06). */
export function withQuery(location: string, query: string): string {
  return `${location}${location.includes('?') ? '&' : '?'}${query}`;
}
