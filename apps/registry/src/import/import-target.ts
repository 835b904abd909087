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

/** More than the time to read a blob. The last upload of a killed import stays open for so long. */
const leaseSeconds = 6 * 60 * 60;

/** Accepts what the old registry accepted: an index that lacks entries, as after a deletion, and wrong sizes in descriptors. */
const lenient = { allowMissing: { children: true }, allowOtherSizes: true } as const;

export interface Taken {
  /** Whether no byte was copied. */
  readonly isLinked: boolean;
  readonly bytes: number;
}

/** The registry into which content is imported. It uses the same calls as a push, so both may run at the same time. */
export class ImportTarget {
  readonly #blobs: BlobStore;
  readonly #metadata: MetadataStore;
  readonly #inspector: BlobInspector;

  /** @param report prints a line about each blob whose bytes are missing or wrong here, and which is imported again */
  constructor(blobs: BlobStore, metadata: MetadataStore, report: (line: string) => void) {
    this.#blobs = blobs;
    this.#metadata = metadata;
    this.#inspector = new BlobInspector(metadata, blobs, report);
  }

  hasManifest(repository: RepositoryName, digest: Digest): Promise<boolean> {
    return this.#metadata.findManifest(repository, { kind: 'digest', digest }).then((found) => found !== undefined);
  }

  /** The digest that a tag has here. */
  async findTag(repository: RepositoryName, tag: Tag): Promise<Digest | undefined> {
    return (await this.#metadata.findManifest(repository, { kind: 'tag', tag }))?.digest;
  }

  putManifest(repository: RepositoryName, manifest: PushedManifest): Promise<void> {
    return this.#metadata.putManifest({ repository, manifest, tags: [], ...lenient });
  }

  /** Sets a tag that does not exist here. A tag that was pushed in the meantime stays. */
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

  /** Mounts a blob from any repository here; `undefined` if none has it with its bytes. */
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
   * Imports a file as a blob and checks its digest. It links the file if the store can do that, and else copies it.
   * @throws RegistryError `DIGEST_INVALID`, and leaves nothing behind
   */
  async take(repository: RepositoryName, digest: Digest, file: OldFile): Promise<Taken> {
    const id = randomUUID() as UploadId;
    const adopted = await file.begin?.(this.#blobs);
    const session: UploadSession = { id, repository, state: adopted ?? (await this.#blobs.begin()) };
    await this.#metadata.createUpload(session, leaseSeconds);
    try {
      return await this.#fill(session, digest, file, adopted);
    } catch (error) {
      // If this fails, the bytes are freed when the session expires.
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
