import { type Descriptor, type Digest, digestOf, mediaTypes, withoutParameters } from '@lading/core';
import { ClientError } from '../error/client-error.js';
import { isResponseError } from '../error/response-error.js';
import type { Answer } from '../http/answer.js';
import { bodyOf } from '../http/request-body.js';
import { acceptedManifests, readManifest } from '../manifest/manifest-media-types.js';
import type { RepositoryEndpoint } from '../transport/repository-endpoint.js';
import { fallbackTagOf, mayCollide } from './fallback-tag.js';

/** An index with referrers, as it was read from its tag. */
interface StoredList {
  readonly entries: readonly Descriptor[];
  /** For the conditional request that replaces the list; undefined if there is no list, or the registry sends no `ETag`. */
  readonly etag: string | undefined;
  readonly isPresent: boolean;
}

/** Attempts to change a list while others change it too. */
const attempts = 8;
/** The most entries whose existence is checked before a list is written. */
const pruned = 32;

/** The list of referrers in a tag, for registries without the referrers API. */
export class FallbackList {
  /** The last change of each tag. Changes of one tag run one after the other within this process. */
  readonly #changes = new Map<string, Promise<void>>();

  constructor(private readonly endpoint: RepositoryEndpoint) {}

  /** The entries of the list; none if the tag has other content, such as the subject itself (RFR-15). */
  async *read(subject: Digest, signal?: AbortSignal): AsyncGenerator<Descriptor> {
    const list = await this.#find(subject, signal);
    for (const entry of list === 'something else' ? [] : list.entries)
      if (!mayCollide(subject) || (await this.#isAbout(entry, subject, signal))) yield entry;
  }

  /** Adds an entry, unless the list has it (SUBJ-03 to SUBJ-08). */
  add(subject: Digest, entry: Descriptor, signal?: AbortSignal): Promise<void> {
    return this.#inTurn(subject, () =>
      this.#change(subject, signal, async (entries) =>
        entries.some(({ digest }) => digest === entry.digest)
          ? entries
          : [...(await this.#existing(entries, signal)), entry],
      ),
    );
  }

  /** Removes an entry (DEL-09). It creates no list. */
  remove(subject: Digest, digest: Digest, signal?: AbortSignal): Promise<void> {
    const without = (entries: readonly Descriptor[]) =>
      entries.some((entry) => entry.digest === digest) ? entries.filter((entry) => entry.digest !== digest) : entries;
    return this.#inTurn(subject, () => this.#change(subject, signal, async (entries) => without(entries)));
  }

  async #inTurn(subject: Digest, change: () => Promise<void>): Promise<void> {
    const tag = fallbackTagOf(subject);
    const turn = (this.#changes.get(tag) ?? Promise.resolve()).catch(() => undefined).then(change);
    this.#changes.set(tag, turn);
    await turn.finally(() => {
      if (this.#changes.get(tag) === turn) this.#changes.delete(tag);
    });
  }

  /** Reads and writes until no other client wrote in between, if the registry supports conditional requests (FBT-02, FBT-03). */
  async #change(
    subject: Digest,
    signal: AbortSignal | undefined,
    change: (entries: readonly Descriptor[]) => Promise<readonly Descriptor[]>,
  ): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const list = await this.#find(subject, signal);
      if (list === 'something else') return this.#refuse(subject);
      const entries = await change(list.entries);
      if (entries === list.entries || (await this.#put(subject, entries, list, attempt < attempts, signal))) return;
    }
  }

  #refuse(subject: Digest): never {
    const tag = fallbackTagOf(subject);
    throw new ClientError(
      'content',
      `the tag ${tag} of ${this.endpoint.name} is not a list of referrers: the referrer was pushed, but is not listed`,
      { reason: 'not-a-referrers-list' },
    );
  }

  async #find(subject: Digest, signal: AbortSignal | undefined): Promise<StoredList | 'something else'> {
    const path = `manifests/${fallbackTagOf(subject)}`;
    const headers = { accept: acceptedManifests };
    const answer = await this.endpoint.pull(path, { method: 'GET', headers, accept: [200, 404], signal });
    if (answer.status === 404) {
      await answer.discard();
      return { entries: [], etag: undefined, isPresent: false };
    }
    return this.#readList(answer, subject);
  }

  async #readList(answer: Answer, subject: Digest): Promise<StoredList | 'something else'> {
    const bytes = await answer.bytes(this.endpoint.options.manifestBytes);
    const type = withoutParameters(answer.headers.get('content-type') ?? undefined);
    const isSubject = digestOf(bytes, subject.startsWith('sha512:') ? 'sha512' : 'sha256') === subject;
    if (type !== mediaTypes.imageIndex || isSubject) return 'something else';
    const { manifest } = readManifest(bytes, type, answer);
    return { entries: manifest?.children ?? [], etag: answer.headers.get('etag') ?? undefined, isPresent: true };
  }

  /** Returns false if another client changed the list in the meantime. */
  async #put(
    subject: Digest,
    manifests: readonly Descriptor[],
    { etag, isPresent }: StoredList,
    mayRepeat: boolean,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const index = { schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests };
    const condition = etag === undefined ? (isPresent ? {} : { 'if-none-match': '*' }) : { 'if-match': etag };
    const headers = { 'content-type': mediaTypes.imageIndex, ...condition };
    const body = bodyOf(new TextEncoder().encode(JSON.stringify(index)));
    const accept = [200, 201, 202, 204, ...(mayRepeat ? [409, 412] : [])];
    const answer = await this.endpoint.push(`manifests/${fallbackTagOf(subject)}`, {
      method: 'PUT',
      headers,
      body,
      accept,
      signal,
    });
    await answer.discard();
    return answer.status < 300;
  }

  /** The entries whose manifest still exists. */
  async #existing(entries: readonly Descriptor[], signal: AbortSignal | undefined): Promise<readonly Descriptor[]> {
    const kept = await Promise.all(
      entries.map(async (entry, index) => index >= pruned || (await this.#exists(entry, signal))),
    );
    return entries.filter((_, index) => kept[index]);
  }

  async #exists({ digest }: Descriptor, signal: AbortSignal | undefined): Promise<boolean> {
    const headers = { accept: acceptedManifests };
    const request = { method: 'HEAD', headers, accept: [200, 404], signal } as const;
    const answer = await this.endpoint.pull(`manifests/${digest}`, request).catch(() => undefined);
    await answer?.discard();
    return answer?.status !== 404;
  }

  /** Digests with the same beginning share a tag, so the subject is read from the referrer itself. */
  async #isAbout(
    { digest, mediaType }: Descriptor,
    subject: Digest,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const headers = { accept: acceptedManifests };
    try {
      const answer = await this.endpoint.pull(`manifests/${digest}`, { method: 'GET', headers, accept: [200], signal });
      const bytes = await answer.bytes(this.endpoint.options.manifestBytes);
      return readManifest(bytes, mediaType, answer).manifest?.subject?.digest === subject;
    } catch (error) {
      if (isResponseError(error, 404)) return false;
      throw error;
    }
  }
}
