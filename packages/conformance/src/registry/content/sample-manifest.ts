import { type Annotations, type Descriptor, type DigestAlgorithm, mediaTypes } from '@lading/core';
import { blobOf, descriptorOf, emptyJson, type SampleBlob } from './sample-blob.js';

/** A manifest as it goes over the wire, with the blobs that it needs. */
export interface SampleManifest extends SampleBlob {
  readonly mediaType: string;
  readonly descriptor: Descriptor;
  /** Blobs to push first. */
  readonly blobs: readonly SampleBlob[];
}

export interface ManifestFields {
  readonly annotations?: Annotations;
  readonly artifactType?: string;
  readonly subject?: Descriptor;
}

/** A manifest of exactly these bytes, or of this JSON value. */
export function manifestOf(
  content: unknown,
  mediaType: string = mediaTypes.imageManifest,
  blobs: readonly SampleBlob[] = [],
  algorithm?: DigestAlgorithm,
): SampleManifest {
  const raw = typeof content === 'string' || content instanceof Uint8Array;
  const blob = blobOf(raw ? content : JSON.stringify(content), algorithm);
  return { ...blob, mediaType, descriptor: descriptorOf(blob, mediaType), blobs };
}

export interface ImageParts extends ManifestFields {
  readonly config: SampleBlob;
  readonly configType?: string;
  readonly layers: readonly SampleBlob[];
  readonly layerType?: string;
  /** Fields that the image-spec does not know. */
  readonly further?: Readonly<Record<string, unknown>>;
  readonly algorithm?: DigestAlgorithm;
}

/** The JSON value of an image manifest, for cases that change something in it. */
export function imageFields(parts: ImageParts): Record<string, unknown> {
  const { config, configType = mediaTypes.imageConfig, layers, layerType, further, algorithm: _, ...fields } = parts;
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.imageManifest,
    config: descriptorOf(config, configType),
    layers: layers.map((layer) => descriptorOf(layer, layerType)),
    ...fields,
    ...further,
  };
}

/** An image manifest of these parts. */
export function imageOf(parts: ImageParts): SampleManifest {
  return manifestOf(imageFields(parts), mediaTypes.imageManifest, [parts.config, ...parts.layers], parts.algorithm);
}

/** An artifact without content of its own: empty config, one empty layer. */
export function artifactOf(fields: ManifestFields & { readonly artifactType: string }): SampleManifest {
  return imageOf({
    config: emptyJson,
    configType: mediaTypes.empty,
    layers: [emptyJson],
    layerType: mediaTypes.empty,
    ...fields,
  });
}

/** An image index of these entries. */
export function indexOf(
  manifests: readonly Descriptor[],
  fields: ManifestFields & { readonly algorithm?: DigestAlgorithm } = {},
): SampleManifest {
  const { algorithm, ...further } = fields;
  const content = { schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests, ...further };
  return manifestOf(content, mediaTypes.imageIndex, [], algorithm);
}
