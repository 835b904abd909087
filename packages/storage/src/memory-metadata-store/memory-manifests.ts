import {
  type ChangeAuthor,
  type Digest,
  findMissingReferences,
  type LoggedManifest,
  type ManifestDeletion,
  type ManifestPut,
  type ManifestRecord,
  type Manifests,
  type PlannedChange,
  type PushedManifest,
  type Reference,
  type RepositoryName,
  referrerEntryOf,
  requireReferences,
  requireTagWrite,
  type StoredSizes,
  type Tag,
  type TagWrite,
} from '@lading/core';
import { changeInTurn } from './change-in-turn.js';
import { findManifest } from './find-manifest.js';
import { type MemoryRegistry, references } from './memory-registry.js';

export class MemoryManifests implements Manifests {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async find(repository: RepositoryName, reference: Reference): Promise<ManifestRecord | undefined> {
    return findManifest(this.#registry, repository, reference);
  }

  async read(repository: RepositoryName, digest: Digest): Promise<Uint8Array | undefined> {
    const manifest = this.#registry.repositories.get(repository)?.manifests.get(digest);
    return manifest && new Uint8Array(manifest.bytes);
  }

  put(put: ManifestPut): Promise<void> {
    return changeInTurn(
      this.#registry,
      put,
      () => this.#plan(put),
      () => this.#put(put),
    );
  }

  delete(deletion: ManifestDeletion): Promise<boolean> {
    const { repository, digest } = deletion;
    const isThere = () => this.#registry.repositories.get(repository)?.manifests.has(digest) === true;
    return changeInTurn(
      this.#registry,
      deletion,
      () => (isThere() ? { kind: 'manifest.delete', repository, digest } : undefined),
      () => this.#delete(deletion),
    );
  }

  #plan(put: ManifestPut): PlannedChange {
    this.#judge(put);
    const { repository, manifest } = put;
    const tags = this.#writesOf(put).map(({ tag, current }) => ({
      tag,
      ...(current && { from: current }),
      to: manifest.digest,
    }));
    return { kind: 'manifest.push', repository, manifest, tags };
  }

  #judge(put: ManifestPut): void {
    this.#requireReferences(put);
    const tagCount = this.#registry.repositories.get(put.repository)?.tags.size;
    requireTagWrite(put.require ?? {}, this.#writesOf(put), tagCount);
  }

  /** Each tag once, in order. */
  #writesOf({ repository, tags }: ManifestPut): readonly TagWrite[] {
    const content = this.#registry.repositories.get(repository);
    return [...new Set(tags)].sort().map((tag) => ({ tag, current: content?.tags.get(tag) }));
  }

  #put(put: ManifestPut): void {
    this.#judge(put);
    const { repository, manifest, by } = put;
    const { manifests } = this.#registry.repository(repository);
    const isNew = !manifests.has(manifest.digest);
    // A copy, which `slice` of a Buffer would not be.
    const bytes = new Uint8Array(manifest.bytes);
    manifests.set(manifest.digest, { ...manifest, bytes, entry: referrerEntryOf(manifest) });
    if (isNew) this.#registry.log(repository, by, { kind: 'manifest.pushed', ...loggedOf(manifest) });
    for (const { tag } of this.#writesOf(put)) this.#setTag(repository, tag, manifest.digest, by);
  }

  #delete({ repository, digest, by }: ManifestDeletion): boolean {
    const content = this.#registry.repositories.get(repository);
    const manifest = content?.manifests.get(digest);
    if (content === undefined || manifest === undefined) return false;
    for (const [tag, target] of [...content.tags].sort())
      if (target === digest) {
        content.tags.delete(tag);
        this.#registry.log(repository, by, { kind: 'tag.deleted', tag, from: digest });
      }
    content.manifests.delete(digest);
    this.#registry.log(repository, by, { kind: 'manifest.deleted', ...loggedOf(manifest) });
    for (const blob of content.blobs.keys()) if (references(manifest, blob)) this.#registry.linkBlob(repository, blob);
    return true;
  }

  #setTag(repository: RepositoryName, tag: Tag, to: Digest, by: ChangeAuthor): void {
    const { tags } = this.#registry.repository(repository);
    const from = tags.get(tag);
    if (from === to) return;
    tags.set(tag, to);
    this.#registry.log(repository, by, { kind: 'tag.set', tag, ...(from && { from }), to });
  }

  #requireReferences({ repository, manifest, allowMissing, allowOtherSizes }: ManifestPut): void {
    const stored = this.#registry.repositories.get(repository);
    const sizes: StoredSizes = {
      blob: (digest) => this.#registry.findBlob(repository, digest)?.size,
      manifest: (digest) => stored?.manifests.get(digest)?.bytes.byteLength,
    };
    requireReferences(findMissingReferences(manifest, sizes, { allowOtherSizes }), allowMissing);
  }
}

function loggedOf({ digest, mediaType, bytes, artifactType, subject }: PushedManifest): LoggedManifest {
  return {
    digest,
    mediaType,
    size: bytes.byteLength,
    ...(artifactType !== undefined && { artifactType }),
    ...(subject !== undefined && { subject: subject.digest }),
  };
}
