import { mediaTypes } from '@lading/core';
import { descriptorOf } from '../content/sample-blob.js';
import {
  artifactOf,
  imageFields,
  imageOf,
  indexOf,
  manifestOf,
  type SampleManifest,
} from '../content/sample-manifest.js';
import type { Strength } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import type { RegistryFeature } from '../registry-feature.js';

/** A manifest that every registry takes. */
export interface GoodManifest {
  readonly id: string;
  readonly what: string;
  readonly requirements: readonly string[];
  readonly strength?: Strength;
  readonly needs?: readonly RegistryFeature[];
  /** The manifests to push, the last of them under a tag. */
  readonly build: (registry: RegistryContext) => readonly SampleManifest[];
}

const platform = (architecture: string) => ({ platform: { architecture, os: 'linux' } });

/** Manifests of every shape that the image-spec allows. */
export const goodManifests: readonly GoodManifest[] = [
  {
    id: 'no-layers',
    what: 'an image without layers',
    requirements: ['MAN-17'],
    build: (registry) => [registry.newImage({ layers: [] })],
  },
  {
    id: 'empty-index',
    what: 'an index without entries',
    requirements: ['MAN-17'],
    build: () => [indexOf([], { annotations: { note: 'empty' } })],
  },
  {
    id: 'index',
    what: 'an index of two platforms',
    requirements: ['MAN-17'],
    build: (registry) => {
      const images = [registry.newImage(), registry.newImage()];
      const entries = images.map((image, n) => ({ ...image.descriptor, ...platform(n === 0 ? 'amd64' : 'arm64') }));
      return [...images, indexOf(entries)];
    },
  },
  {
    id: 'nested-index',
    what: 'an index of indexes',
    requirements: ['MAN-17'],
    build: (registry) => {
      const image = registry.newImage();
      const inner = indexOf([image.descriptor]);
      return [image, inner, indexOf([inner.descriptor])];
    },
  },
  {
    id: 'data-field',
    what: 'an image whose descriptors carry their content',
    requirements: ['MAN-17'],
    build: (registry) => {
      const config = registry.newBlob();
      const data = Buffer.from(config.bytes).toString('base64');
      const further = { config: { ...descriptorOf(config, mediaTypes.imageConfig), data } };
      return [imageOf({ config, layers: [registry.newBlob()], further })];
    },
  },
  {
    id: 'unknown-fields',
    what: 'an image with fields that nobody knows',
    requirements: ['MAN-16'],
    build: (registry) => [
      registry.newImage({ further: { 'org.example.field': { a: [1, null, true] }, newField: 'x' } }),
    ],
  },
  {
    id: 'unknown-config',
    what: 'an image whose config and layers are of types that nobody knows',
    requirements: ['MAN-16'],
    build: (registry) => [
      registry.newImage({
        configType: 'application/vnd.cncf.helm.config.v1+json',
        layerType: 'application/vnd.x.y+cbor',
      }),
    ],
  },
  {
    id: 'artifact',
    what: 'an artifact with an empty config and the same empty layer',
    requirements: ['MAN-17'],
    build: () => [artifactOf({ artifactType: 'application/vnd.example.thing' })],
  },
  {
    id: 'repeated-layer',
    what: 'an image that lists one layer three times',
    requirements: ['MAN-17'],
    build: (registry) => {
      const layer = registry.newBlob();
      return [registry.newImage({ layers: [layer, layer, layer] })];
    },
  },
  {
    id: 'foreign-layers',
    what: 'an image whose foreign layers nobody ever pushed',
    requirements: ['PUSH-05', 'BAD-057'],
    strength: 'should',
    build: (registry) => {
      const config = registry.newBlob();
      const near = registry.newBlob();
      const types = [mediaTypes.nondistributableLayerTar, mediaTypes.nondistributableLayerTarGzip];
      const far = types.map((type) => ({
        ...descriptorOf(registry.newBlob(), type),
        urls: ['https://example.com/layer'],
      }));
      const fields = imageFields({ config, layers: [near] });
      return [
        manifestOf({ ...fields, layers: [descriptorOf(near), ...far] }, mediaTypes.imageManifest, [config, near]),
      ];
    },
  },
  {
    id: 'index-of-blobs',
    what: "an index of layer blobs and a config, BuildKit's older cache format",
    requirements: ['CLI-10'],
    strength: 'should',
    needs: ['index-of-blobs'],
    build: (registry) => {
      const [layer, config] = [registry.newBlob(), registry.newBlob()];
      const entries = [descriptorOf(layer), descriptorOf(config, 'application/vnd.buildkit.cacheconfig.v0')];
      return [{ ...indexOf(entries), blobs: [layer, config] }];
    },
  },
  {
    id: 'unknown-child',
    what: 'an index whose entry is a blob of a type that is no manifest',
    requirements: ['CLI-10'],
    strength: 'should',
    needs: ['index-of-blobs'],
    build: (registry) => {
      const blob = registry.newBlob();
      return [{ ...indexOf([descriptorOf(blob, 'application/xml')]), blobs: [blob] }];
    },
  },
  {
    id: 'artifact-manifest',
    what: 'a manifest of the artifact type that image-spec 1.1 dropped',
    requirements: ['MAN-16'],
    strength: 'choice',
    build: (registry) => {
      const blob = registry.newBlob();
      const fields = { mediaType: mediaTypes.artifactManifest, artifactType: 'application/vnd.example.sbom' };
      return [manifestOf({ ...fields, blobs: [descriptorOf(blob)] }, mediaTypes.artifactManifest, [blob])];
    },
  },
  {
    id: 'prototype-keys',
    what: 'annotations called __proto__ and constructor',
    requirements: ['MAN-16', 'BAD-035'],
    strength: 'should',
    build: (registry) => {
      const image = registry.newImage({ annotations: { note: 'x' } });
      const keys = '"__proto__":"p","constructor":"c","hasOwnProperty":"h","note":"x"';
      const text = Buffer.from(image.bytes).toString().replace('"note":"x"', keys);
      return [manifestOf(text, mediaTypes.imageManifest, image.blobs)];
    },
  },
  {
    id: 'null-annotation',
    what: 'an annotation that is null, which Go reads as an empty one',
    requirements: ['MAN-16'],
    strength: 'choice',
    build: (registry) => {
      const image = registry.newImage({ annotations: { note: 'HERE' } });
      const text = Buffer.from(image.bytes).toString().replace('"HERE"', 'null');
      return [manifestOf(text, mediaTypes.imageManifest, image.blobs)];
    },
  },
  {
    id: 'unknown-numbers',
    what: 'fractions and exponents in fields that no specification names',
    requirements: ['MAN-16'],
    strength: 'should',
    build: (registry) => {
      const image = registry.newImage();
      const text = Buffer.from(image.bytes).toString().replace('{', '{"x":{"size":5.0,"y":[1e400,-0.5E-3]},');
      return [manifestOf(text, mediaTypes.imageManifest, image.blobs)];
    },
  },
  {
    id: 'lone-surrogate',
    what: 'an annotation with half of a surrogate pair, written as an escape',
    requirements: ['MAN-07', 'BAD-039'],
    strength: 'choice',
    build: (registry) => {
      const image = registry.newImage({ annotations: { note: 'HERE' } });
      const text = Buffer.from(image.bytes).toString().replace('HERE', '\\ud800');
      return [manifestOf(text, mediaTypes.imageManifest, image.blobs)];
    },
  },
  {
    id: 'nul-in-annotation',
    what: 'an annotation with a NUL character, written as an escape',
    requirements: ['MAN-07'],
    strength: 'should',
    build: (registry) => [registry.newImage({ annotations: { note: 'a\u0000b' } })],
  },
  {
    id: 'long-annotation',
    what: 'an annotation of 200,000 characters',
    requirements: ['BAD-056'],
    strength: 'should',
    build: (registry) => [registry.newImage({ annotations: { note: 'A'.repeat(200_000) } })],
  },
];
