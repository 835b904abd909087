import { randomUUID } from 'node:crypto';
import {
  type Annotations,
  type BlobLocation,
  type BlobRecord,
  type ChangeAuthor,
  type Descriptor,
  type Digest,
  type DigestAlgorithm,
  digestOf,
  type MetadataStore,
  mediaTypes,
  type PushedManifest,
  type RepositoryName,
  type Tag,
  type UploadId,
} from '@lading/core';

export const repository = 'library/app' as RepositoryName;
export const otherRepository = 'library/other' as RepositoryName;

/** Who changes something where it does not matter. */
export const by: ChangeAuthor = { actor: { kind: 'user', name: 'ann' }, requestId: 'request' };

export function tag(text: string): Tag {
  return text as Tag;
}

/** What a client would push as a blob: only its digest and its size matter here. */
export function blobOf(text: string, algorithm?: DigestAlgorithm): Descriptor {
  const bytes = Buffer.from(text);
  return { mediaType: mediaTypes.layerTarGzip, digest: digestOf(bytes, algorithm), size: bytes.byteLength };
}

export interface ManifestParts {
  readonly blobs?: readonly Descriptor[];
  readonly children?: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly artifactType?: string;
  readonly annotations?: Annotations;
  readonly algorithm?: DigestAlgorithm;
}

/** An image; `text` makes it different from others. */
export function imageOf(text: string, parts: ManifestParts = {}): PushedManifest {
  return manifestOf('image', text, parts);
}

export function indexOf(text: string, parts: ManifestParts = {}): PushedManifest {
  return manifestOf('index', text, parts);
}

function manifestOf(kind: 'image' | 'index', text: string, parts: ManifestParts): PushedManifest {
  const { blobs = [], children = [], subject, artifactType, annotations, algorithm } = parts;
  const bytes = Buffer.from(JSON.stringify({ kind, text, blobs, children, subject, artifactType, annotations }));
  return {
    mediaType: kind === 'image' ? mediaTypes.imageManifest : mediaTypes.imageIndex,
    kind,
    artifactType,
    annotations,
    subject,
    blobs,
    children,
    digest: digestOf(bytes, algorithm),
    bytes,
  };
}

/** How other manifests list this one. */
export function descriptorOf({ mediaType, digest, bytes }: PushedManifest): Descriptor {
  return { mediaType, digest, size: bytes.byteLength };
}

export function newUploadId(): UploadId {
  return randomUUID() as UploadId;
}

/** A location that no other upload has. */
export function locationOf(id: UploadId, digest: Digest): BlobLocation {
  return `${digest}/${id}` as BlobLocation;
}

/** How long a writer claims a session. */
export const claimSeconds = 600;

/** A session that this writer has claimed in order to close it with this blob. */
export async function openUpload(
  store: MetadataStore,
  { name = repository, blob, writer = 'writer' }: { name?: RepositoryName; blob: Descriptor; writer?: string },
): Promise<{ id: UploadId; writer: string; repository: RepositoryName; blob: BlobRecord }> {
  const id = newUploadId();
  const location = locationOf(id, blob.digest);
  await store.uploads.create({ id, repository: name, state: { size: blob.size, store: {} } }, 3600);
  await store.uploads.claim({ repository: name, id, writer, leaseSeconds: claimSeconds, locate: () => location });
  return { id, writer, repository: name, blob: { digest: blob.digest, size: blob.size, location } };
}

/** Pushes a blob as a client does, and gives the location that this upload had. */
export async function pushBlob(
  store: MetadataStore,
  blob: Descriptor,
  name: RepositoryName = repository,
): Promise<BlobLocation> {
  const upload = await openUpload(store, { name, blob });
  await store.uploads.finish(upload);
  return upload.blob.location;
}

/** Pushes blobs side by side, each once. */
export async function pushBlobs(
  store: MetadataStore,
  blobs: readonly Descriptor[],
  name: RepositoryName = repository,
): Promise<BlobLocation[]> {
  return Promise.all(blobs.map((blob) => pushBlob(store, blob, name)));
}

/** Pushes an image with the blobs that it lists. */
export async function pushImage(
  store: MetadataStore,
  image: PushedManifest,
  { name = repository, tags = [] }: { name?: RepositoryName; tags?: readonly Tag[] } = {},
): Promise<void> {
  await pushBlobs(store, image.blobs, name);
  await store.manifests.put({ repository: name, manifest: image, tags, by });
}

/** Whether a repository has a manifest. */
export async function hasManifest(
  store: MetadataStore,
  { digest }: { readonly digest: Digest },
  name: RepositoryName = repository,
): Promise<boolean> {
  return (await store.manifests.find(name, { kind: 'digest', digest })) !== undefined;
}

/** What a tag points to. */
export async function digestOfTag(store: MetadataStore, text: string): Promise<Digest | undefined> {
  return (await store.manifests.find(repository, { kind: 'tag', tag: tag(text) }))?.digest;
}

export function times<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
