import { createHash } from 'node:crypto';
import { type Descriptor, digestOf, imageConfigType, imageManifestType, makeBytes } from '@lading/e2e/harness/image';

const pieceBytes = 1024 * 1024;
const block = makeBytes('a piece of every large blob', pieceBytes);
const layerType = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** A blob that is made while it is read. */
export interface LargeBlob {
  readonly size: number;
  /** Computed when it is asked for. */
  readonly digest: string;
  pieces(from?: number, to?: number): Generator<Buffer>;
}

export interface ManifestBytes {
  readonly bytes: Buffer;
  readonly digest: string;
  readonly size: number;
}

/** A small image of five layers. */
export interface ImageContent {
  readonly config: LargeBlob;
  readonly layers: readonly LargeBlob[];
  /** One of the layers. */
  readonly small: LargeBlob;
  readonly image: ManifestBytes;
}

export interface ContentSizes {
  readonly largeBytes: number;
  readonly hugeBytes: number;
  readonly tags: number;
  readonly repositories: number;
  readonly referrers: number;
}

/** What every registry is filled with before it is measured. */
export interface Content extends ImageContent, Pick<ContentSizes, 'tags' | 'repositories' | 'referrers'> {
  readonly large: LargeBlob;
  readonly huge: LargeBlob;
}

/**
 * Makes a blob of any size that needs no memory of its own: one random piece again and again, with the seed in the first.
 */
export function makeLargeBlob(seed: string, size: number): LargeBlob {
  const first = Buffer.from(block.subarray(0, Math.min(size, pieceBytes)));
  first.write(createHash('sha256').update(seed).digest('hex'), 'latin1');
  const pieces = function* (from = 0, to = size): Generator<Buffer> {
    for (let position = from; position < to; ) {
      const start = position % pieceBytes;
      const end = Math.min(pieceBytes, start + to - position);
      yield (position < pieceBytes ? first : block).subarray(start, end);
      position += end - start;
    }
  };
  let digest: string | undefined;
  return {
    size,
    pieces,
    get digest() {
      digest ??= digestPieces(pieces());
      return digest;
    },
  };
}

function digestPieces(pieces: Iterable<Buffer>): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return `sha256:${hash.digest('hex')}`;
}

/** The bytes of an image manifest of these blobs. */
export function makeManifest(
  seed: string,
  config: LargeBlob,
  layers: readonly LargeBlob[],
  further: Readonly<Record<string, unknown>> = {},
): ManifestBytes {
  const manifest = {
    schemaVersion: 2,
    mediaType: imageManifestType,
    config: describe(imageConfigType, config),
    layers: layers.map((layer) => describe(layerType, layer)),
    ...further,
    annotations: { 'org.example.seed': seed },
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  return { bytes, digest: digestOf(bytes), size: bytes.length };
}

function describe(mediaType: string, { digest, size }: LargeBlob): Descriptor {
  return { mediaType, digest, size };
}

export function makeImageContent(): ImageContent {
  const config = makeLargeBlob('config', 10 * 1024);
  const small = makeLargeBlob('layer 0', 10 * 1024);
  const others = [1, 2, 3, 4].map((index) => makeLargeBlob(`layer ${index}`, 10 * 1024));
  const layers = [small, ...others];
  return { config, layers, small, image: makeManifest('image', config, layers) };
}

export function makeContent({ largeBytes, hugeBytes, tags, repositories, referrers }: ContentSizes): Content {
  return {
    ...makeImageContent(),
    large: makeLargeBlob('large', largeBytes),
    huge: makeLargeBlob('huge', hugeBytes),
    tags,
    repositories,
    referrers,
  };
}

/** Makes the content for benches that read no large blobs and no long lists. */
export function makeSmallContent(): Content {
  return makeContent({ largeBytes: 1024, hugeBytes: 1024, tags: 0, repositories: 0, referrers: 0 });
}

/** The name of a tag of the repository with many tags. The names sort as they count. */
export function tagName(index: number): string {
  return `tag-${String(index).padStart(6, '0')}`;
}
