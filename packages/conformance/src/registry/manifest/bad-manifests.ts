import { mediaTypes } from '@lading/core';
import { descriptorOf, type SampleBlob } from '../content/sample-blob.js';

/** Changes a good manifest, whose config and layer are pushed, into one that must be refused. */
type Spoil = (good: Record<string, unknown>, blobs: readonly SampleBlob[]) => unknown;

export interface BadManifest {
  readonly id: string;
  readonly what: string;
  readonly requirements: readonly string[];
  readonly spoil: Spoil;
  /** Whether two careful parsers read it alike, so that only a strict registry refuses it. */
  readonly strict?: true;
}

const text = (good: Record<string, unknown>) => JSON.stringify(good);

function withConfig(good: Record<string, unknown>, changes: Record<string, unknown>): Record<string, unknown> {
  return { ...good, config: { ...(good.config as object), ...changes } };
}

/** JSON cannot write these numbers otherwise. */
function withSize(good: Record<string, unknown>, size: string): string {
  return text(withConfig(good, { size: '@' })).replace('"@"', size);
}

const without = (good: Record<string, unknown>, field: string) => {
  const { [field]: _, ...rest } = good;
  return rest;
};

/** Bodies that are no manifest, each by one fault. */
export const badManifests: readonly BadManifest[] = [
  { id: 'empty', what: 'an empty body', requirements: ['BAD-026'], spoil: () => '' },
  { id: 'no-json', what: 'a body that is no JSON', requirements: ['BAD-027'], spoil: () => 'hello' },
  { id: 'half', what: 'half a manifest', requirements: ['BAD-027'], spoil: (good) => text(good).slice(0, 100) },
  { id: 'array', what: 'a JSON array', requirements: ['BAD-028'], spoil: (good) => [good] },
  { id: 'string', what: 'a JSON string', requirements: ['BAD-028'], spoil: () => '"manifest"' },
  { id: 'number', what: 'a JSON number', requirements: ['BAD-028'], spoil: () => '1' },
  { id: 'null', what: 'a JSON null', requirements: ['BAD-028'], spoil: () => 'null' },
  { id: 'garbage', what: 'garbage behind a manifest', requirements: ['BAD-038'], spoil: (good) => `${text(good)}{}` },
  {
    id: 'nested',
    what: 'two million brackets',
    requirements: ['BAD-032'],
    spoil: (good) => text({ ...good, x: '@' }).replace('"@"', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`),
  },
  {
    id: 'no-config',
    what: 'an image without config',
    requirements: ['BAD-048'],
    spoil: (good) => without(good, 'config'),
  },
  {
    id: 'no-layers',
    what: 'an image without a list of layers',
    requirements: ['BAD-048'],
    spoil: (good) => without(good, 'layers'),
  },
  {
    id: 'layers-object',
    what: 'layers that are no list',
    requirements: ['BAD-048'],
    spoil: (good) => ({ ...good, layers: {} }),
  },
  {
    id: 'layer-null',
    what: 'a layer that is null',
    requirements: ['BAD-048'],
    spoil: (good) => ({ ...good, layers: [null] }),
  },
  {
    id: 'config-string',
    what: 'a config that is no descriptor',
    requirements: ['BAD-048'],
    spoil: (good) => ({ ...good, config: 'x' }),
  },
  {
    id: 'schema-missing',
    what: 'no schemaVersion',
    requirements: ['BAD-040'],
    spoil: (good) => without(good, 'schemaVersion'),
  },
  {
    id: 'schema-1',
    what: 'schemaVersion 1',
    requirements: ['BAD-040'],
    spoil: (good) => ({ ...good, schemaVersion: 1 }),
  },
  {
    id: 'schema-text',
    what: 'schemaVersion "2"',
    requirements: ['BAD-040'],
    spoil: (good) => ({ ...good, schemaVersion: '2' }),
  },
  { id: 'size-negative', what: 'a size of -1', requirements: ['BAD-046'], spoil: (good) => withSize(good, '-1') },
  { id: 'size-fraction', what: 'a size of 1.5', requirements: ['BAD-046'], spoil: (good) => withSize(good, '1.5') },
  { id: 'size-text', what: 'a size of "1"', requirements: ['BAD-046'], spoil: (good) => withSize(good, '"1"') },
  { id: 'size-infinite', what: 'a size of 1e400', requirements: ['BAD-046'], spoil: (good) => withSize(good, '1e400') },
  {
    id: 'size-unsafe',
    what: 'a size of 2^53 + 1',
    requirements: ['BAD-046'],
    spoil: (good) => withSize(good, '9007199254740993'),
  },
  ...['5.0', '5e0', '0.5e1', '5E+0'].map(
    (size): BadManifest => ({
      id: `size-${size}`,
      what: `a size of ${size}, which Go's clients do not read`,
      requirements: ['BAD-046'],
      strict: true,
      spoil: (good) => withSize(good, size),
    }),
  ),
  ...['2.0', '2e0'].map(
    (version): BadManifest => ({
      id: `schema-${version}`,
      what: `schemaVersion ${version}, which Go's clients do not read`,
      requirements: ['BAD-040'],
      strict: true,
      spoil: (good) => text(good).replace('"schemaVersion":2', `"schemaVersion":${version}`),
    }),
  ),
  ...['***', 'e30', 'e30= '].map(
    (data, index): BadManifest => ({
      id: `data-${index + 1}`,
      what: `the data ${JSON.stringify(data)}, which is not base64`,
      requirements: ['BAD-048'],
      strict: true,
      spoil: (good) => withConfig(good, { data }),
    }),
  ),
  {
    id: 'layer-size-5.0',
    what: "a size of 5.0 in a layer, which Go's clients do not read",
    requirements: ['BAD-046'],
    strict: true,
    spoil: (good, [, layer]) => {
      const layers = [{ ...descriptorOf(layer as SampleBlob), size: '@' }];
      return text({ ...good, layers }).replace('"@"', `${layer?.size}.0`);
    },
  },
  {
    id: 'subject-size-5.0',
    what: "a size of 5.0 in a subject, which Go's clients do not read",
    requirements: ['BAD-046', 'BAD-052'],
    strict: true,
    spoil: (good) => {
      const subject = { mediaType: mediaTypes.imageManifest, digest: `sha256:${'0'.repeat(64)}`, size: '@' };
      return text({ ...good, subject }).replace('"@"', '5.0');
    },
  },
  {
    id: 'digest-bad',
    what: 'a digest that is none',
    requirements: ['DIG-01'],
    spoil: (good) => withConfig(good, { digest: 'sha256:x' }),
  },
  {
    id: 'digest-number',
    what: 'a digest that is a number',
    requirements: ['DIG-01'],
    spoil: (good) => withConfig(good, { digest: 5 }),
  },
  {
    id: 'annotations-number',
    what: 'an annotation that is a number',
    requirements: ['BAD-055'],
    spoil: (good) => ({ ...good, annotations: { a: 1 } }),
  },
  {
    id: 'annotations-list',
    what: 'annotations that are a list',
    requirements: ['BAD-055'],
    spoil: (good) => ({ ...good, annotations: ['a'] }),
  },
  {
    id: 'subject-text',
    what: 'a subject that is no descriptor',
    requirements: ['BAD-052'],
    spoil: (good) => ({ ...good, subject: 'x' }),
  },
  {
    id: 'subject-digest',
    what: 'a subject whose digest is none',
    requirements: ['BAD-052'],
    spoil: (good) => ({ ...good, subject: { mediaType: mediaTypes.imageManifest, digest: 'x', size: 1 } }),
  },
  {
    id: 'artifact-type-number',
    what: 'an artifactType that is a number',
    requirements: ['RFR-06'],
    spoil: (good) => ({ ...good, artifactType: 1 }),
  },
  {
    id: 'both-kinds',
    what: 'both layers and manifests',
    requirements: ['BAD-045'],
    spoil: (good) => ({ ...good, manifests: [] }),
  },
  {
    id: 'other-media-type',
    what: 'a mediaType that is not its Content-Type',
    requirements: ['BAD-041'],
    spoil: (good) => ({ ...good, mediaType: mediaTypes.dockerManifest }),
  },
  {
    id: 'invalid-utf-8',
    what: 'bytes that are not UTF-8',
    requirements: ['BAD-037'],
    spoil: (good) =>
      Buffer.concat([
        Buffer.from(text({ ...good, x: '@' }).replace('"@"}', '"')),
        Buffer.from([0xff, 0xc0]),
        Buffer.from('"}'),
      ]),
  },
  {
    id: 'byte-order-mark',
    what: 'a byte order mark',
    requirements: ['BAD-036'],
    strict: true,
    spoil: (good) => `\ufeff${text(good)}`,
  },
  {
    id: 'duplicate-key',
    what: 'a key twice',
    requirements: ['BAD-033'],
    strict: true,
    spoil: (good, [, layer]) =>
      text(good).replace('"config":', `"config":${JSON.stringify(descriptorOf(layer as SampleBlob))},"config":`),
  },
  {
    id: 'duplicate-inner-key',
    what: 'a digest twice in one descriptor',
    requirements: ['BAD-033'],
    strict: true,
    spoil: (good) => text(good).replace('"digest":', `"digest":"sha256:${'0'.repeat(64)}","digest":`),
  },
  {
    id: 'escaped-duplicate',
    what: 'a key twice, once as an escape',
    requirements: ['BAD-033'],
    strict: true,
    spoil: (good) => text(good).replace('"config":', '"\\u0063onfig":null,"config":'),
  },
  {
    id: 'layers-in-capitals',
    what: 'a second list called Layers',
    requirements: ['BAD-034'],
    strict: true,
    spoil: (good) => ({ ...good, Layers: [] }),
  },
  {
    id: 'media-type-in-capitals',
    what: 'a second type called MEDIATYPE',
    requirements: ['BAD-034'],
    strict: true,
    spoil: (good) => ({ ...good, MEDIATYPE: mediaTypes.imageIndex }),
  },
];
