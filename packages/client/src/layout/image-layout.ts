import { readFile, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type Annotations,
  algorithmOf,
  type Descriptor,
  type Digest,
  isDigest,
  matchesDigest,
  parseVerifiableDigest,
} from '@lading/core';
import { type RepeatableSource } from '../content/blob-source.js';
import type {
  BlobOutcome,
  ImageSource,
  ImageTarget,
  PutBlobOptions,
  ReadImageBlobOptions,
} from '../copy/image-location.js';
import { ClientError } from '../error/client-error.js';
import { DigestMismatchError } from '../error/digest-mismatch-error.js';
import { absent } from '../files/absent.js';
import type { ManifestAnswer } from '../manifest/manifest-answer.js';
import { isManifestType, readManifest } from '../manifest/manifest-media-types.js';
import { PartialFile } from '../partial/partial-file.js';
import { formatImageReference, parseImageReference } from '../reference/image-reference.js';
import { referrerDescriptor } from '../referrer/referrer-descriptor.js';
import { blobFile } from './blob-file.js';
import { LayoutFiles } from './layout-files.js';

/** The annotation with the name of an entry of `index.json` (image-spec "Annotations"). */
const nameAnnotation = 'org.opencontainers.image.ref.name';
/** containerd's annotation with the whole reference. */
const imageNameAnnotation = 'io.containerd.image.name';
const manifestLimit = 8 * 1024 * 1024;

/** The last change of each `index.json`. Changes of one file run one after the other within this process. */
const turns = new Map<string, Promise<void>>();

/**
 * An image in an OCI image layout on disk, to copy from or to. A source without a reference must hold only one image. A target
 * without a reference gives the copy no name. A broken copy continues in the next run.
 */
export function imageLayout(directory: string, reference?: string): ImageSource & ImageTarget {
  return new ImageLayout(new LayoutFiles(resolve(directory)), reference);
}

class ImageLayout implements ImageSource, ImageTarget {
  #isCreated = false;

  constructor(
    private readonly files: LayoutFiles,
    private readonly reference: string | undefined,
  ) {}

  async resolve(): Promise<Descriptor> {
    await this.files.check();
    const { entries } = await this.files.readIndex();
    const { reference } = this;
    const found =
      reference === undefined ? await this.#onlyEntry(entries) : entries.find((entry) => isNamed(entry, reference));
    if (found !== undefined) return found;
    if (this.reference !== undefined && isDigest(this.reference)) return this.#describe(this.reference);
    const names = entries.flatMap(({ annotations }) => annotations?.[nameAnnotation] ?? []);
    throw new ClientError(
      'not-found',
      `the layout ${this.files.directory} has no ${this.reference ?? 'single image'}; its names are: ${names.join(', ') || 'none'}`,
    );
  }

  async readManifest(descriptor: Descriptor): Promise<ManifestAnswer> {
    const size = await this.files.blobSize(descriptor.digest);
    if (size === undefined || size > manifestLimit || size !== descriptor.size)
      throw new ClientError(
        'content',
        `the manifest ${descriptor.digest} is missing from the layout, or of another size`,
      );
    const bytes = await readFile(this.files.blobPath(parseVerifiableDigest(descriptor.digest)));
    if (!matchesDigest(bytes, descriptor.digest)) throw new DigestMismatchError(descriptor, { size: bytes.byteLength });
    const fault = (message: string, cause?: unknown) => new ClientError('content', message, { cause });
    const { mediaType, manifest } = readManifest(bytes, descriptor.mediaType, { fault });
    return { bytes, manifest, descriptor: { mediaType, digest: descriptor.digest, size } };
  }

  blob(descriptor: Descriptor, options: ReadImageBlobOptions): RepeatableSource {
    return blobFile(this.files.blobPath(parseVerifiableDigest(descriptor.digest)), descriptor, options);
  }

  /** Reads each entry of `index.json`, because a layout has no list of referrers. */
  async *referrers(subject: Digest): AsyncGenerator<Descriptor> {
    const { entries } = await this.files.readIndex();
    for (const entry of entries.filter(({ mediaType }) => isManifestType(mediaType))) {
      const { manifest, descriptor } = await this.readManifest(entry);
      if (manifest?.subject?.digest === subject) yield referrerDescriptor(manifest, descriptor);
    }
  }

  async hasManifest(descriptor: Descriptor): Promise<boolean> {
    return this.hasBlob(descriptor);
  }

  async hasBlob({ digest, size }: Descriptor): Promise<boolean> {
    return (await this.files.blobSize(digest)) === size;
  }

  async putBlob(
    descriptor: Descriptor,
    content: RepeatableSource,
    { onProgress, signal }: PutBlobOptions,
  ): Promise<BlobOutcome> {
    signal?.throwIfAborted();
    await this.#create();
    const partial = await PartialFile.claim(
      join(this.files.directory, '.partial'),
      parseVerifiableDigest(descriptor.digest),
    );
    await partial.complete(descriptor, content, this.files.blobPath(descriptor.digest), onProgress);
    return 'copied';
  }

  /** Removes the folder for partial files if it is empty. */
  async finish(): Promise<void> {
    await rmdir(join(this.files.directory, '.partial')).catch(() => undefined);
  }

  /** Lists a manifest with a subject in `index.json`, where readers look for it. */
  async putManifest({ descriptor, bytes, manifest }: ManifestAnswer): Promise<void> {
    const { digest } = descriptor;
    await this.#create();
    await this.files.replace(join('blobs', algorithmOf(digest), digest.slice(digest.indexOf(':') + 1)), bytes);
    if (manifest?.subject !== undefined) await this.#list(referrerDescriptor(manifest, descriptor));
  }

  async name({ descriptor, manifest }: ManifestAnswer): Promise<void> {
    const named = this.reference === undefined || isDigest(this.reference) ? {} : { [nameAnnotation]: this.reference };
    const listed = manifest?.subject === undefined ? descriptor : referrerDescriptor(manifest, descriptor);
    await this.#list({ ...listed, annotations: { ...listed.annotations, ...named } });
  }

  /** The only entry with a name; if no entry has one, the only entry without a subject. */
  async #onlyEntry(entries: readonly Descriptor[]): Promise<Descriptor | undefined> {
    if (entries.length === 1) return entries[0];
    const named = entries.filter(({ annotations }) => annotations?.[nameAnnotation] !== undefined);
    if (named.length > 0) return named.length === 1 ? named[0] : undefined;
    const subjects = await Promise.all(
      entries.map(async (entry) =>
        isManifestType(entry.mediaType) ? (await this.readManifest(entry)).manifest?.subject : undefined,
      ),
    );
    const roots = entries.filter((_, index) => subjects[index] === undefined);
    return roots.length === 1 ? roots[0] : undefined;
  }

  /** Adds an entry. A name belongs to one entry. Content without a name is listed once. */
  async #list(entry: Descriptor): Promise<void> {
    const name = entry.annotations?.[nameAnnotation];
    await inTurn(this.files.directory, async () => {
      const { fields, entries } = await this.files.readIndex();
      if (name === undefined && entries.some(({ digest }) => digest === entry.digest)) return;
      const others = entries.filter(({ digest, annotations }) => {
        const other = annotations?.[nameAnnotation];
        return name === undefined || (other === undefined ? digest !== entry.digest : other !== name);
      });
      await this.files.writeIndex({ fields, entries: [...others, withoutEmptyAnnotations(entry)] });
    });
  }

  async #create(): Promise<void> {
    if (!this.#isCreated) await inTurn(this.files.directory, () => this.files.create());
    this.#isCreated = true;
  }

  async #describe(digest: Digest): Promise<Descriptor> {
    const bytes = await readFile(this.files.blobPath(parseVerifiableDigest(digest))).catch(absent);
    if (bytes === undefined) throw new ClientError('not-found', `the layout ${this.files.directory} has no ${digest}`);
    const fault = (message: string, cause?: unknown) => new ClientError('content', message, { cause });
    return { mediaType: readManifest(bytes, undefined, { fault }).mediaType, digest, size: bytes.byteLength };
  }
}

function isNamed({ digest, annotations }: Descriptor, reference: string): boolean {
  const names = [digest, annotations?.[nameAnnotation], annotations?.[imageNameAnnotation]];
  return names.includes(reference) || (annotations?.[imageNameAnnotation] ?? '') === inFull(reference);
}

/** `alpine:3` as containerd writes it; undefined if it is not a reference. */
function inFull(reference: string): string | undefined {
  try {
    return formatImageReference(parseImageReference(reference));
  } catch {
    return undefined;
  }
}

function withoutEmptyAnnotations({ annotations, ...others }: Descriptor): Descriptor {
  return annotations === undefined || Object.keys(annotations).length === 0
    ? others
    : { ...others, annotations: annotations satisfies Annotations };
}

async function inTurn(directory: string, change: () => Promise<void>): Promise<void> {
  const turn = (turns.get(directory) ?? Promise.resolve()).catch(() => undefined).then(change);
  turns.set(directory, turn);
  await turn.finally(() => {
    if (turns.get(directory) === turn) turns.delete(directory);
  });
}
