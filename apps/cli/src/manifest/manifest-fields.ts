import type { ManifestAnswer } from '@lading/client';
import type { Descriptor } from '@lading/core';

interface Fields {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly blobs?: readonly Descriptor[];
}

/** Reading the manifest has checked its fields. */
function fieldsOf({ bytes, manifest }: ManifestAnswer): Fields {
  return manifest === undefined ? {} : (JSON.parse(new TextDecoder().decode(bytes)) as Fields);
}

/** All layers in their order, also non-distributable ones. An index has none. */
export function layersOf(answer: ManifestAnswer): readonly Descriptor[] {
  const { layers, blobs } = fieldsOf(answer);
  return layers ?? blobs ?? [];
}

export function configOf(answer: ManifestAnswer): Descriptor | undefined {
  return fieldsOf(answer).config;
}
