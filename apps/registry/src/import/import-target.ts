import {
  type BlobStore,
  type Digest,
  isRegistryError,
  type MetadataStore,
  type OperationContext,
  type PushedManifest,
  type RepositoryName,
  type Tag,
  type UploadState,
} from '@lading/core';
import type { Engine } from '@lading/engine';
import type { OldFile } from './old-files.js';

/** Accepts what the old registry accepted: an index that lacks entries, as after a deletion, and wrong sizes in descriptors. */
const lenient = { allowMissing: { children: true }, allowOtherSizes: true } as const;

export interface Taken {
  /** Whether no byte was copied. */
  readonly isLinked: boolean;
}

/** The registry into which content is imported. It is pushed as a client pushes it, so both may happen at the same time. */
export class ImportTarget {
  readonly #engine: Engine;
  readonly #manifests: MetadataStore['manifests'];
  readonly #context: OperationContext;

  /** @param requestId names the import in the log of changes */
  constructor(engine: Engine, { manifests }: Pick<MetadataStore, 'manifests'>, requestId: string) {
    this.#engine = engine;
    this.#manifests = manifests;
    this.#context = { identity: { kind: 'system', name: 'import' }, requestId };
  }

  hasManifest(repository: RepositoryName, digest: Digest): Promise<boolean> {
    return this.#manifests.find(repository, { kind: 'digest', digest }).then((found) => found !== undefined);
  }

  /** The digest that a tag has here. */
  async findTag(repository: RepositoryName, tag: Tag): Promise<Digest | undefined> {
    return (await this.#manifests.find(repository, { kind: 'tag', tag }))?.digest;
  }

  async putManifest(repository: RepositoryName, { bytes, mediaType, digest }: PushedManifest): Promise<void> {
    await this.#engine.manifests.push(this.#context, { repository, bytes, mediaType, digest, ...lenient });
  }

  /** Sets a tag that does not exist here. A tag that was pushed in the meantime stays. */
  async putTag(repository: RepositoryName, { bytes, mediaType, digest }: PushedManifest, tag: Tag): Promise<void> {
    const condition = { ifNoneMatch: '*' } as const;
    const push = { repository, bytes, mediaType, digest, tags: [tag], condition, ...lenient };
    await this.#engine.manifests.push(this.#context, push);
  }

  /** Mounts a blob from any repository here; `undefined` if none has it with its bytes. */
  async mount(repository: RepositoryName, digest: Digest): Promise<'present' | 'mounted' | undefined> {
    if (await this.#isPresent(repository, digest)) return 'present';
    const mounted = await this.#engine.uploads.mount(this.#context, {
      repository,
      digest,
      from: 'anywhere',
      mayPull: async () => true,
      checkStored: true,
    });
    return mounted === undefined ? undefined : 'mounted';
  }

  /**
   * Imports a file as a blob and checks its digest. It links the file if the store can do that, and else copies it.
   * @throws RegistryError `DIGEST_INVALID`, and leaves nothing behind
   */
  async take(repository: RepositoryName, digest: Digest, file: OldFile): Promise<Taken> {
    let isLinked = false;
    const noting = async (linking: Promise<UploadState | undefined> | undefined) => {
      const linked = await linking;
      isLinked ||= linked !== undefined;
      return linked;
    };
    await this.#engine.uploads.push(this.#context, {
      repository,
      digest,
      bytes: contentOf(file),
      adopt: (store: BlobStore) => noting(file.begin?.(store)),
      link: (store: BlobStore, upload: UploadState) => noting(file.link?.(store, upload)),
    });
    return { isLinked };
  }

  async #isPresent(repository: RepositoryName, digest: Digest): Promise<boolean> {
    try {
      await this.#engine.blobs.findForPush(this.#context, repository, digest, true);
      return true;
    } catch (error) {
      if (isRegistryError(error, 'BLOB_UNKNOWN')) return false;
      throw error;
    }
  }
}

/** Opens the file only if its bytes are read. */
async function* contentOf(file: OldFile): AsyncGenerator<Uint8Array> {
  yield* await file.open();
}
