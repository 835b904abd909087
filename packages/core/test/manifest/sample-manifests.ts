import { digestOf, mediaTypes } from '../../src/index.js';

export const encode = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

/** A descriptor of made-up content; the same number gives the same one. */
export function descriptorOf(number: number, mediaType: string = mediaTypes.layerTarGzip) {
  return { mediaType, digest: digestOf(encode(`content ${number}`)), size: number };
}

export const config = descriptorOf(1, mediaTypes.imageConfig);
export const layers = [descriptorOf(2), descriptorOf(3)];
export const children = [descriptorOf(4, mediaTypes.imageManifest), descriptorOf(5, mediaTypes.imageIndex)];

export const image = { schemaVersion: 2, mediaType: mediaTypes.imageManifest, config, layers };
export const index = { schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests: children };
export const artifact = { mediaType: mediaTypes.artifactManifest, artifactType: 'application/vnd.a', blobs: layers };
