import { type Descriptor, type Digest, parseReference } from '@lading/core';
import type { CallOptions } from '../call/call-options.js';
import type { RepeatableSource } from '../content/blob-source.js';
import { contentOf, piecesOf } from '../content/content.js';
import { ClientError } from '../error/client-error.js';
import type { ManifestAnswer } from '../manifest/manifest-answer.js';
import type { RepositoryClient } from '../repository/repository-client.js';
import type {
  BlobOutcome,
  ImageSource,
  ImageTarget,
  PutBlobOptions,
  ReadImageBlobOptions,
  RepositoryPlace,
} from './image-location.js';

/** An image in a registry, by tag or digest, to copy from or to. A target without a reference gets no tag. */
export function registryImage(repository: RepositoryClient, reference?: string): ImageSource & ImageTarget {
  if (reference !== undefined) parseReference(reference);
  return new RegistryImage(repository, reference);
}

class RegistryImage implements ImageSource, ImageTarget {
  readonly verifiesBlobs = true;

  constructor(
    private readonly repository: RepositoryClient,
    private readonly reference: string | undefined,
  ) {}

  get place(): RepositoryPlace {
    return { registry: this.repository.registry.origin, repository: this.repository.name };
  }

  async resolve(options: CallOptions): Promise<Descriptor> {
    if (this.reference === undefined)
      throw new ClientError('content', 'a source in a registry needs a tag or a digest');
    const found = await this.repository.manifests.stat(this.reference, options);
    return found ?? (await this.repository.manifests.read(this.reference, options)).descriptor;
  }

  readManifest({ digest, mediaType, size }: Descriptor, options: CallOptions): Promise<ManifestAnswer> {
    return this.repository.manifests.read(digest, { ...options, expected: { mediaType, size } });
  }

  blob({ digest, size }: Descriptor, { verify = true, signal }: ReadImageBlobOptions): RepeatableSource {
    const { blobs } = this.repository;
    return {
      size,
      isVerified: verify,
      open: (offset) =>
        contentOf(async function* (isLent) {
          if (offset >= size && size > 0) return;
          // A range is not verified, even one from the first byte on.
          const range = verify && offset === 0 ? undefined : { first: offset };
          yield* piecesOf(await blobs.read(digest, { signal, size, range }), isLent);
        }),
    };
  }

  referrers(subject: Digest, options: CallOptions): AsyncIterable<Descriptor> {
    return this.repository.referrers(subject, options);
  }

  async hasManifest({ digest }: Descriptor, options: CallOptions): Promise<boolean> {
    return (await this.repository.manifests.stat(digest, options)) !== undefined;
  }

  async hasBlob({ digest }: Descriptor, options: CallOptions): Promise<boolean> {
    return (await this.repository.blobs.stat(digest, options)) !== undefined;
  }

  async putBlob(
    { digest, size }: Descriptor,
    content: RepeatableSource,
    options: PutBlobOptions,
  ): Promise<BlobOutcome> {
    const { from, signal, onProgress } = options;
    const isNear =
      from !== undefined && from.registry === this.place.registry && from.repository !== this.place.repository;
    let opened = false;
    const open = (offset: number) => {
      opened = true;
      return content.open(offset);
    };
    const mountFrom = isNear ? from.repository : undefined;
    await this.repository.blobs.push({ size, open }, { digest, checkFirst: false, mountFrom, signal, onProgress });
    return opened ? 'copied' : 'mounted';
  }

  async putManifest({ bytes, descriptor }: ManifestAnswer, { signal }: CallOptions): Promise<void> {
    const { mediaType, digest } = descriptor;
    await this.repository.manifests.push(bytes, { mediaType, digest, signal });
  }

  /** Leaves a tag that already has the digest, because some registries refuse to write it again. */
  async name({ bytes, descriptor }: ManifestAnswer, options: CallOptions): Promise<void> {
    const { reference, repository } = this;
    if (reference === undefined) return;
    const asked = parseReference(reference);
    if (asked.kind === 'digest' && asked.digest !== descriptor.digest)
      throw new ClientError('content', `the copy has the digest ${descriptor.digest}, not the one of the target`);
    const there = asked.kind === 'digest' ? descriptor : await repository.manifests.stat(asked.tag, options);
    if (asked.kind === 'digest' || there?.digest === descriptor.digest) return;
    const { mediaType, digest } = descriptor;
    await repository.manifests.push(bytes, { mediaType, digest, tags: [asked.tag], signal: options.signal });
  }
}
