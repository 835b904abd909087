import { createHash } from 'node:crypto';
import { digestOf, imageManifestType, makeBytes } from '../.ci/harness/image.mjs';

const pieceBytes = 1024 * 1024;
const block = makeBytes('a piece of every large blob', pieceBytes);

/**
 * A blob of any size that needs no memory of its own: one random piece again and again, with the seed in the first. The
 * digest is computed when it is asked for.
 */
export function makeLargeBlob(seed, size) {
  const first = Buffer.from(block.subarray(0, Math.min(size, pieceBytes)));
  first.write(createHash('sha256').update(seed).digest('hex'), 'latin1');
  const pieces = function* (from = 0, to = size) {
    for (let position = from; position < to; ) {
      const start = position % pieceBytes;
      const end = Math.min(pieceBytes, start + to - position);
      yield (position < pieceBytes ? first : block).subarray(start, end);
      position += end - start;
    }
  };
  let digest;
  return {
    size,
    pieces,
    get digest() {
      digest ??= digestPieces(pieces());
      return digest;
    },
  };
}

function digestPieces(pieces) {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return `sha256:${hash.digest('hex')}`;
}

const describe = (mediaType, { digest, size }) => ({ mediaType, digest, size });

/** The bytes of an image manifest of these blobs. */
export function makeManifest(seed, config, layers, further = {}) {
  const manifest = {
    schemaVersion: 2,
    mediaType: imageManifestType,
    config: describe('application/vnd.oci.image.config.v1+json', config),
    layers: layers.map((layer) => describe('application/vnd.oci.image.layer.v1.tar+gzip', layer)),
    ...further,
    annotations: { 'org.example.seed': seed },
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  return { bytes, digest: digestOf(bytes), size: bytes.length };
}

/** What every registry is filled with before it is measured. */
export function makeContent({ largeBytes, hugeBytes, tags, repositories, referrers }) {
  const config = makeLargeBlob('config', 10 * 1024);
  const layers = Array.from({ length: 5 }, (_, index) => makeLargeBlob(`layer ${index}`, 10 * 1024));
  return {
    config,
    layers,
    small: layers[0],
    large: makeLargeBlob('large', largeBytes),
    huge: makeLargeBlob('huge', hugeBytes),
    image: makeManifest('image', config, layers),
    tags,
    repositories,
    referrers,
  };
}

/** The name of a tag of the repository with many; they sort as they count. */
export function tagName(index) {
  return `tag-${String(index).padStart(6, '0')}`;
}

export { imageManifestType };
