import { createHash } from 'node:crypto';
import type { Answer, Ask } from '../harness/ask.js';
import { places } from './rules.js';

const indexType = 'application/vnd.oci.image.index.v1+json';

export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** A manifest without blobs. It differs for each note. */
export function manifestOf(note: string): string {
  return JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: [], annotations: { note } });
}

export const manifestHeaders = { 'content-type': indexType };

/** The names of an existing and of an absent repository in a place. Both have the same length. */
export const namesIn = (place: string) => ({ there: `${place}/there`, absent: `${place}/other` });

export const blob = 'the content of a blob';
export const manifest = manifestOf('of every repository');

/** Pushes content to repositories, as an administrator. */
export class Contents {
  #made = 0;

  constructor(
    private readonly ask: Ask,
    private readonly authorization: string,
  ) {}

  /** Makes the existing repositories. */
  async begin(): Promise<void> {
    for (const place of places) {
      const { there } = namesIn(place);
      await this.pushBlob(there, blob);
      await this.pushManifest(there, 'v1', manifest);
    }
  }

  /** A text that it has not returned before. All have the same length. */
  unused(): string {
    this.#made += 1;
    return `n${String(this.#made).padStart(4, '0')}`;
  }

  async newBlob(repository: string): Promise<string> {
    const content = `a blob: ${this.unused()}`;
    await this.pushBlob(repository, content);
    return digestOf(content);
  }

  async newManifest(repository: string): Promise<string> {
    const content = manifestOf(this.unused());
    await this.pushManifest(repository, digestOf(content), content);
    return digestOf(content);
  }

  /** Opens an upload, and returns its id. */
  async newUpload(repository: string): Promise<string> {
    const { headers } = await this.#do('POST', `/v2/${repository}/blobs/uploads/`, 202);
    return new URL(headers.location ?? '').pathname.split('/').at(-1) ?? '';
  }

  async pushBlob(repository: string, content: string): Promise<void> {
    await this.#do('POST', `/v2/${repository}/blobs/uploads/?digest=${digestOf(content)}`, 201, content);
  }

  async pushManifest(repository: string, reference: string, content: string): Promise<void> {
    await this.#do('PUT', `/v2/${repository}/manifests/${reference}`, 201, content);
  }

  async #do(method: string, path: string, expected: number, body?: string): Promise<Answer> {
    const answer = await this.ask({ method, path, authorization: this.authorization, headers: manifestHeaders, body });
    if (answer.status !== expected) throw new Error(`${method} ${path} answers ${answer.status}: ${answer.body}`);
    return answer;
  }
}
