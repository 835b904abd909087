import { createCipheriv, createHash } from 'node:crypto';
import { type Descriptor, type Digest, type DigestAlgorithm, digestOf, mediaTypes } from '@lading/core';

/** Bytes with their digest: what a case pushes and expects back. */
export interface SampleBlob {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** Bytes that look random and are the same for the same seed. */
export function sampleBytes(size: number, seed: string): Uint8Array {
  const key = createHash('sha256').update(seed).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return new Uint8Array(cipher.update(Buffer.alloc(size)));
}

/** A blob of these bytes; sha256 unless told otherwise. */
export function blobOf(bytes: Uint8Array | string, algorithm: DigestAlgorithm = 'sha256'): SampleBlob {
  const content = typeof bytes === 'string' ? new Uint8Array(Buffer.from(bytes)) : bytes;
  return { bytes: content, digest: digestOf(content, algorithm), size: content.byteLength };
}

/** The content of the empty descriptor, `{}`; image-spec "Guidance for an Empty Descriptor". */
export const emptyJson: SampleBlob = blobOf('{}');

/** A blob without any byte. */
export const noBytes: SampleBlob = blobOf('');

/** The descriptor by which a manifest names this content. */
export function descriptorOf(content: SampleBlob, mediaType: string = mediaTypes.layerTarGzip): Descriptor {
  return { mediaType, digest: content.digest, size: content.size };
}
