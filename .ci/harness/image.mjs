import { createCipheriv, createHash } from 'node:crypto';

export const imageManifestType = 'application/vnd.oci.image.manifest.v1+json';

/** The same bytes for the same seed, which no compression makes smaller. */
export function makeBytes(seed, size) {
  return makeCipher(seed).update(Buffer.alloc(size));
}

/** As `makeBytes`, in pieces, for more than fits into memory. */
export async function* makeByteStream(seed, size) {
  const cipher = makeCipher(seed);
  const zeros = Buffer.alloc(1024 * 1024);
  for (let left = size; left > 0; left -= zeros.length)
    yield cipher.update(zeros.subarray(0, Math.min(left, zeros.length)));
}

function makeCipher(seed) {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
}

export function digestOf(bytes) {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** A small image, made from a seed: a configuration and some layers. */
export function makeImage(seed, layerSizes = [4096, 70_000]) {
  const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers' }, seed }));
  const layers = layerSizes.map((size, index) => makeBytes(`${seed}/${index}`, size));
  const blobs = [config, ...layers].map((bytes) => ({ digest: digestOf(bytes), bytes }));
  const describe = (mediaType, { digest, bytes }) => ({ mediaType, digest, size: bytes.length });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: imageManifestType,
      config: describe('application/vnd.oci.image.config.v1+json', blobs[0]),
      layers: blobs.slice(1).map((blob) => describe('application/vnd.oci.image.layer.v1.tar', blob)),
    }),
  );
  return { seed, blobs, manifest, digest: digestOf(manifest) };
}
