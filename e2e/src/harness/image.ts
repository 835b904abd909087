import { type Cipher, createCipheriv, createHash } from 'node:crypto';

export const imageManifestType = 'application/vnd.oci.image.manifest.v1+json';
export const imageConfigType = 'application/vnd.oci.image.config.v1+json';
export const layerType = 'application/vnd.oci.image.layer.v1.tar';

/** What stands for content in a manifest. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

export interface Blob {
  readonly digest: string;
  readonly bytes: Buffer;
}

export interface Image {
  readonly seed: string;
  /** The configuration, then the layers. */
  readonly blobs: readonly [Blob, ...Blob[]];
  readonly manifest: Buffer;
  readonly digest: string;
}

/** Makes bytes from a seed, always the same, which no compression makes smaller. */
export function makeBytes(seed: string, size: number): Buffer {
  return makeCipher(seed).update(Buffer.alloc(size));
}

/** Makes the same bytes as `makeBytes` in pieces, for more than fits into memory. */
export async function* makeByteStream(seed: string, size: number): AsyncGenerator<Buffer> {
  const cipher = makeCipher(seed);
  const zeros = Buffer.alloc(1024 * 1024);
  for (let left = size; left > 0; left -= zeros.length)
    yield cipher.update(zeros.subarray(0, Math.min(left, zeros.length)));
}

function makeCipher(seed: string): Cipher {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
}

export function digestOf(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export function makeBlob(bytes: Buffer): Blob {
  return { digest: digestOf(bytes), bytes };
}

/** Makes a small image from a seed: a configuration and some layers. */
export function makeImage(seed: string, layerSizes: readonly number[] = [4096, 70_000]): Image {
  const config = makeBlob(
    Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers' }, seed })),
  );
  const layers = layerSizes.map((size, index) => makeBlob(makeBytes(`${seed}/${index}`, size)));
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: imageManifestType,
      config: describe(imageConfigType, config),
      layers: layers.map((layer) => describe(layerType, layer)),
    }),
  );
  return { seed, blobs: [config, ...layers], manifest, digest: digestOf(manifest) };
}

function describe(mediaType: string, { digest, bytes }: Blob): Descriptor {
  return { mediaType, digest, size: bytes.length };
}
