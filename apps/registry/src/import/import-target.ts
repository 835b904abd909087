import { randomUUID } from 'node:crypto';
import {
  type BlobRecord,
  type BlobStore,
  type Digest,
  type MetadataStore,
  type PushedManifest,
  type RepositoryName,
  type Tag,
  type UploadId,
  type UploadSession,
  type UploadState,
} from '@lading/core';
import { BlobInspector } from '@lading/server';
import type { OldFile } from './old-files.js';

/** Longer than it takes to read a blob. An import that died leaves its last upload open for as long. */
const leaseSeconds = 6 * 60 * 60;

/** What the old registry accepted: an index without all its entries, as after a deletion, and descriptors of other sizes. */
const lenient = { allowMissing: { children: true }, allowOtherSizes: true } as const;

export interface Taken {
  /** Whether no byte was copied. */
  readonly isLinked: boolean;
  readonly bytes: number;
}

/** The registry that an import goes into. All of it is what a push does too, so both may happen at once. */
export class ImportTarget {
  readonly #blobs: BlobStore;
  readonly #metadata: MetadataStore;
  readonly #inspector: BlobInspector;

  /** @param report takes a line about each blob here whose bytes are missing or wrong, and which is taken anew */
  constructor(blobs: BlobStore, metadata: MetadataStore, report: (line: string) => void) {
    this.#blobs = blobs;
    this.#metadata = metadata;
    this.#inspector = new BlobInspector(metadata, blobs, report);
  }

  hasManifest(repository: RepositoryName, digest: Digest): Promise<boolean> {
    return this.#metadata.findManifest(repository, { kind: 'digest', digest }).then((found) => found !== undefined);
  }

  /** What a tag points to here. */
  async findTag(repository: RepositoryName, tag: Tag): Promise<Digest | undefined> {
    return (await this.#metadata.findManifest(repository, { kind: 'tag', tag }))?.digest;
  }

  putManifest(repository: RepositoryName, manifest: PushedManifest): Promise<void> {
    return this.#metadata.putManifest({ repository, manifest, tags: [], ...lenient });
  }

  /** Sets a tag that is not here. One that somebody set in the meantime stays. */
  putTag(repository: RepositoryName, manifest: PushedManifest, tag: Tag): Promise<void> {
    const condition = { ifNoneMatch: '*' } as const;
    return this.#metadata.putManifest({
      repository,
      manifest,
      tags: [tag],
      condition,
      ...lenient,
    });
  }

  /** Gives the repository a blob that some repository here has; `undefined` if none has it, with its bytes. */
  async mount(repository: RepositoryName, digest: Digest): Promise<'present' | 'mounted' | undefined> {
    const present = await this.#metadata.findBlob(repository, digest, { renewLease: true });
    if (present !== undefined) return (await this.#inspector.isStored(present)) ? 'present' : undefined;
    const { items } = await this.#metadata.listRepositoriesWithBlob(digest, { limit: 1 });
    const [from] = items;
    if (from === undefined) return undefined;
    const mounted = await this.#metadata.mountBlob({ from, to: repository, digest });
    return mounted && (await this.#inspector.isStored(mounted)) ? 'mounted' : undefined;
  }

  /**
   * Takes a file as a blob, after its digest was checked: without a copy where the store can do that, else by copying it.
   * @throws RegistryError `DIGEST_INVALID`, and nothing is left of it
   */
  async take(repository: RepositoryName, digest: Digest, file: OldFile): Promise<Taken> {
    const id = randomUUID() as UploadId;
    const adopted = await file.begin?.(this.#blobs);
    const session: UploadSession = { id, repository, state: adopted ?? (await this.#blobs.begin()) };
    await this.#metadata.createUpload(session, leaseSeconds);
    try {
      return await this.#fill(session, digest, file, adopted);
    } catch (error) {
      // What can't be freed now is freed when the session expires.
      await this.#giveUp(session).catch(() => undefined);
      throw error;
    }
  }

  async #fill(
    { id, repository, state }: UploadSession,
    digest: Digest,
    file: OldFile,
    adopted: UploadState | undefined,
  ): Promise<Taken> {
    const writer = randomUUID();
    const locate = (claimed: UploadState) => this.#blobs.locate(claimed, digest);
    const claim = await this.#metadata.claimUpload({ repository, id, writer, leaseSeconds, locate });
    if (claim.outcome !== 'claimed') throw new Error(`an upload of our own is ${claim.outcome}`);
    const uncopied = adopted ?? (await file.link?.(this.#blobs, state));
    const filled = uncopied ?? (await this.#blobs.append(state, await file.open(), { closing: digest }));
    const location = await this.#blobs.commit(filled, digest);
    const blob = { digest, size: filled.size, location };
    const isStored = (known: BlobRecord) => this.#inspector.isStored(known);
    await this.#metadata.finishUpload({ repository, id, writer, blob, isStored });
    return { isLinked: uncopied !== undefined, bytes: filled.size };
  }

  async #giveUp({ id, repository, state }: UploadSession): Promise<void> {
    await this.#metadata.cancelUpload(repository, id);
    await this.#blobs.abort(state);
    await this.#metadata.forgetUpload(id);
  }
}
