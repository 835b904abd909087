import fc from 'fast-check';
import { mediaTypes, parseLargeManifest, parseManifest } from '../../src/index.js';
import { says } from '../says.js';
import { thrownBy } from '../thrown-by.js';
import { artifact, children, config, descriptorOf, encode, image, index, layers } from './sample-manifests.js';

const read = (body: unknown, contentType?: string) => parseManifest(encode(body), contentType);
const faultOf = (body: unknown, contentType?: string) => thrownBy(() => read(body, contentType));
const refused = (message: string) => ({ code: 'MANIFEST_INVALID', message: says(message) });
const subject = descriptorOf(9, mediaTypes.imageManifest);

describe('parseManifest', () => {
  it('reads an image', () => {
    expect(read(image, mediaTypes.imageManifest)).toEqual({
      mediaType: mediaTypes.imageManifest,
      kind: 'image',
      artifactType: mediaTypes.imageConfig,
      annotations: undefined,
      subject: undefined,
      blobs: [config, ...layers],
      children: [],
    });
  });

  it('reads an index', () => {
    const annotations = { a: '' };
    expect(read({ ...index, annotations, subject }, mediaTypes.imageIndex)).toEqual({
      mediaType: mediaTypes.imageIndex,
      kind: 'index',
      artifactType: undefined,
      annotations,
      annotationsJson: '{"a":""}',
      subject,
      blobs: [],
      children,
    });
  });

  it('reads an artifact manifest, which image-spec 1.1 dropped', () => {
    expect(read({ ...artifact, subject }, mediaTypes.artifactManifest)).toMatchObject({
      kind: 'artifact',
      artifactType: 'application/vnd.a',
      subject,
      blobs: layers,
      children: [],
    });
    expect(read({ ...artifact, blobs: undefined }, mediaTypes.artifactManifest).blobs).toEqual([]);
  });

  it("reads Docker's image of schema 2 and its list", () => {
    const docker = { ...image, mediaType: mediaTypes.dockerManifest };
    const list = { ...index, mediaType: mediaTypes.dockerManifestList };
    expect(read(docker, mediaTypes.dockerManifest)).toMatchObject({
      kind: 'image',
      mediaType: mediaTypes.dockerManifest,
    });
    expect(read(list, mediaTypes.dockerManifestList)).toMatchObject({ kind: 'index', children });
  });

  it('accepts no layers and no entries, also as null, which Go writes for an empty list [MAN-17]', () => {
    for (const empty of [[], null]) {
      expect(read({ ...image, layers: empty }, mediaTypes.imageManifest).blobs).toEqual([config]);
      expect(read({ ...index, manifests: empty }, mediaTypes.imageIndex).children).toEqual([]);
    }
  });

  it('accepts null for optional fields', () => {
    const body = { ...image, manifests: null, subject: null, annotations: null, artifactType: null };
    expect(read(body, mediaTypes.imageManifest)).toEqual(read(image, mediaTypes.imageManifest));
  });

  it('ignores unknown fields with any value [MAN-16]', () => {
    const unknown = { 'x.y': [{ Digest: 1, LAYERS: {} }], newField: null, Sizes: 1 };
    const body = { ...image, ...unknown, config: { ...config, ...unknown }, layers };
    expect(read(body, mediaTypes.imageManifest)).toEqual(read(image, mediaTypes.imageManifest));
  });

  it('throws only MANIFEST_INVALID for any values of the fields', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(config, layers, children, 2, mediaTypes.imageIndex, mediaTypes.imageManifest, null),
    );
    const fields = ['schemaVersion', 'mediaType', 'config', 'layers', 'manifests', 'blobs', 'subject', 'annotations'];
    const body = fc.record(Object.fromEntries(fields.map((name) => [name, value])), { requiredKeys: [] });
    const contentType = fc.constantFrom(undefined, mediaTypes.imageManifest, mediaTypes.imageIndex);
    fc.assert(
      fc.property(body, contentType, (json, type) => {
        try {
          expect(read({ schemaVersion: 2, ...json }, type).kind).toMatch(/image|index/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'MANIFEST_INVALID' });
        }
      }),
    );
  });

  it.each(['[]', 'null', '"x"', '7', 'true'])('refuses %s as a manifest', (text) => {
    expect(faultOf(text, mediaTypes.imageManifest)).toMatchObject(refused('the manifest is not an object'));
  });

  it.each([undefined, null, '2', 3, 2.5, [2]])('refuses %p as a schemaVersion', (schemaVersion) => {
    expect(faultOf({ ...image, schemaVersion }, mediaTypes.imageManifest)).toMatchObject(
      refused('schemaVersion is not 2'),
    );
    expect(faultOf({ ...index, schemaVersion }, mediaTypes.imageIndex)).toMatchObject(
      refused('schemaVersion is not 2'),
    );
  });

  it.each([
    ['an image without config', { ...image, config: undefined }, 'config is missing'],
    ['an image whose config is null', { ...image, config: null }, 'config is missing'],
    ['an image without layers', { ...image, layers: undefined }, 'layers is missing'],
    ['layers in an object', { ...image, layers: {} }, 'layers is not an array'],
    [
      'an image with manifests',
      { ...image, manifests: [] },
      'manifests does not belong into a manifest of this media type',
    ],
    ['a config that is a list', { ...image, config: [config] }, 'config is not an object'],
    ['a layer that is text', { ...image, layers: ['x'] }, 'layers[0] is not an object'],
    ['a layer that is null', { ...image, layers: [layers[0], null] }, 'layers[1] is not an object'],
    ['a subject that is text', { ...image, subject: 'x' }, 'subject is not an object'],
    ['a subject without size', { ...image, subject: { ...subject, size: undefined } }, 'subject.size is missing'],
    ['annotations in a list', { ...image, annotations: ['x'] }, 'annotations is not an object of strings'],
    ['an annotation that is a number', { ...image, annotations: { a: 1 } }, 'annotations is not an object of strings'],
    ['an annotation in an object', { ...image, annotations: { a: {} } }, 'annotations is not an object of strings'],
    ['an artifactType that is a number', { ...image, artifactType: 1 }, 'artifactType is not a string'],
    ['an artifactType with a line feed', { ...image, artifactType: 'a/b\n' }, 'artifactType has control characters'],
    ['a long artifactType', { ...image, artifactType: 'a'.repeat(256) }, 'artifactType has more than 255 characters'],
  ])('refuses %s', (_fault, body, message) => {
    expect(faultOf(body, mediaTypes.imageManifest)).toMatchObject(refused(message));
  });

  it.each([
    ['without manifests', { ...index, manifests: undefined }, 'manifests is missing'],
    ['with a config', { ...index, config }, 'config does not belong into a manifest of this media type'],
    ['with layers', { ...index, layers: [] }, 'layers does not belong into a manifest of this media type'],
    ['with text as an entry', { ...index, manifests: ['x'] }, 'manifests[0] is not an object'],
  ])('refuses an index %s', (_fault, body, message) => {
    expect(faultOf(body, mediaTypes.imageIndex)).toMatchObject(refused(message));
  });

  it.each([
    ['without artifactType', { ...artifact, artifactType: '' }, 'artifactType is missing or empty'],
    ['with layers', { ...artifact, layers: [] }, 'layers does not belong into a manifest of this media type'],
    ['of another schemaVersion', { ...artifact, schemaVersion: 3 }, 'schemaVersion is not 2'],
  ])('refuses an artifact manifest %s', (_fault, body, message) => {
    expect(faultOf(body, mediaTypes.artifactManifest)).toMatchObject(refused(message));
  });
});

describe('the artifactType of a manifest', () => {
  const artifactTypeOf = (body: unknown, type: string) => read(body, type).artifactType;

  it('is its own where it has one [RFR-06]', () => {
    expect(artifactTypeOf({ ...image, artifactType: 'a/b' }, mediaTypes.imageManifest)).toBe('a/b');
    expect(artifactTypeOf({ ...index, artifactType: 'a/b' }, mediaTypes.imageIndex)).toBe('a/b');
  });

  it("is the config's media type for an image without one, or with an empty one [RFR-07]", () => {
    expect(artifactTypeOf(image, mediaTypes.imageManifest)).toBe(mediaTypes.imageConfig);
    expect(artifactTypeOf({ ...image, artifactType: '' }, mediaTypes.imageManifest)).toBe(mediaTypes.imageConfig);
  });

  it('is the empty type for an image of the empty config, which registries accept [RFR-07]', () => {
    const body = { ...image, config: descriptorOf(2, mediaTypes.empty) };
    expect(artifactTypeOf(body, mediaTypes.imageManifest)).toBe(mediaTypes.empty);
  });

  it('is absent for an index without one, or with an empty one [RFR-08]', () => {
    expect(artifactTypeOf(index, mediaTypes.imageIndex)).toBeUndefined();
    expect(artifactTypeOf({ ...index, artifactType: '' }, mediaTypes.imageIndex)).toBeUndefined();
  });
});

describe('the content of a manifest', () => {
  it('includes non-distributable layers, which the repository may have [PUSH-05]', () => {
    const elsewhere = { ...descriptorOf(7, mediaTypes.dockerForeignLayerTarGzip), urls: ['https://example.com/a'] };
    const mirrored = { ...descriptorOf(8), urls: ['https://example.com/b', 'file:///etc/passwd'] };
    const body = { ...image, layers: [elsewhere, mirrored] };
    expect(read(body, mediaTypes.imageManifest).blobs).toEqual([config, elsewhere, mirrored]);
    expect(read({ ...artifact, blobs: [elsewhere] }, mediaTypes.artifactManifest).blobs).toEqual([elsewhere]);
  });

  it('requires a blob if one of its descriptors has a distributable type [PUSH-05]', () => {
    const [layer] = layers;
    const foreign = { ...layer, mediaType: mediaTypes.nondistributableLayerTar };
    for (const twice of [
      [layer, foreign],
      [foreign, layer],
    ])
      expect(read({ ...image, layers: twice }, mediaTypes.imageManifest).blobs).toEqual([config, layer]);
  });

  it('does not have the subject, which need not exist [PUSH-02, PUSH-05]', () => {
    expect(read({ ...image, subject }, mediaTypes.imageManifest).blobs).toEqual([config, ...layers]);
    expect(read({ ...index, subject }, mediaTypes.imageIndex).children).toEqual(children);
  });

  it('has each digest once, also where the config is a layer too', () => {
    const body = { ...image, layers: [...layers, ...layers, config] };
    expect(read(body, mediaTypes.imageManifest).blobs).toEqual([config, ...layers]);
    expect(read({ ...index, manifests: [...children, ...children] }, mediaTypes.imageIndex).children).toEqual(children);
  });

  it('can not be a digest of two sizes', () => {
    const other = { ...config, size: config.size + 1 };
    const message = 'the manifest gives two sizes for the same digest';
    const detail = { digest: config.digest };
    expect(faultOf({ ...image, layers: [other] }, mediaTypes.imageManifest)).toMatchObject({
      message,
      entries: [{ detail }],
    });
    expect(faultOf({ ...index, manifests: [config, other] }, mediaTypes.imageIndex)).toMatchObject({ message });
  });

  it('may list a digest with two sizes if that is allowed', () => {
    const other = { ...config, size: config.size + 1 };
    const bytes = encode({ ...image, layers: [other, other] });
    expect(parseManifest(bytes, undefined, { allowOtherSizes: true }).blobs).toEqual([config, other, other]);
  });

  it('may be as many layers as fit into 4 MiB', () => {
    const digest = (number: number) => `sha256:${number.toString(16).padStart(64, '0')}`;
    const titled = (number: number) => ({
      ...descriptorOf(0),
      digest: digest(number),
      annotations: { 'org.opencontainers.image.title': `f/${number}` },
    });
    const body = encode({ ...image, layers: Array.from({ length: 19_800 }, (_, number) => titled(number)) });
    expect(body.byteLength).toBeGreaterThan(3.9 * 1024 * 1024);
    expect(body.byteLength).toBeLessThan(4 * 1024 * 1024);
    expect(parseManifest(body, mediaTypes.imageManifest).blobs).toHaveLength(19_801);
  });
});

describe('the bytes of a manifest', () => {
  it.each([
    ['a byte that never occurs', [0xff]],
    ['a cut sequence', [0xe2, 0x82]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate as three bytes', [0xed, 0xa0, 0x80]],
  ])('are refused with %s, which is not UTF-8', (_fault, bytes) => {
    const text = encode(image);
    const bad = Buffer.concat([text.subarray(0, -1), Buffer.from(',"x":"'), Uint8Array.from(bytes), Buffer.from('"}')]);
    expect(thrownBy(() => parseManifest(bad))).toMatchObject(refused('the manifest is not UTF-8'));
  });

  it('may be a part of a larger buffer, in any script', () => {
    const bytes = encode({ ...image, annotations: { größe: '大小 📏' } });
    const larger = Buffer.concat([Buffer.from('{"x":'), bytes, Buffer.from('}')]);
    const part = larger.subarray(5, 5 + bytes.byteLength);
    expect(parseManifest(part)).toEqual(parseManifest(bytes));
    expect(parseManifest(part).annotations).toEqual({ größe: '大小 📏' });
  });
});

describe('schemaVersion', () => {
  it.each(['2.0', '2e0', '20e-1', '"2"', '3', 'true', '[2]', 'null'])(
    'is refused as %s: Go refuses it, or it is not 2',
    (version) => {
      const text = JSON.stringify(image).replace('"schemaVersion":2', `"schemaVersion":${version}`);
      expect(faultOf(text, mediaTypes.imageManifest)).toMatchObject(refused('schemaVersion is not 2'));
    },
  );
});

describe('parseLargeManifest', () => {
  it('accepts and refuses the same as parseManifest', async () => {
    const bytes = encode({ ...index, subject, annotations: { a: 'b' } });
    expect(await parseLargeManifest(bytes, mediaTypes.imageIndex)).toEqual(parseManifest(bytes));
    await expect(parseLargeManifest(encode({ ...image, config: 7 }))).rejects.toMatchObject({
      ...refused('config is not an object'),
    });
  });

  it('lets other work run in between, and stops when the signal fires', async () => {
    const bytes = encode({ ...image, other: Array.from({ length: 1_000_000 }, () => ({ a: [] })) });
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await parseLargeManifest(bytes);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
    const signal = AbortSignal.timeout(1);
    await expect(parseLargeManifest(bytes, undefined, { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  const many = 20_000;
  const names = Object.fromEntries(Array.from({ length: many }, (_, index) => [`x${index}`, 0]));
  const strings = Array.from({ length: many }, () => '');

  it.each([
    ['names of the manifest', { ...image, ...names }],
    ['names of a descriptor', { ...image, subject: { ...subject, ...names } }],
    ['names of a layer', { ...image, layers: [{ ...layers[0], ...names }] }],
    ['names of a platform', { ...image, subject: { ...subject, platform: names } }],
    ['urls', { ...image, subject: { ...subject, urls: strings } }],
    ['features', { ...image, subject: { ...subject, platform: { 'os.features': strings } } }],
    ['layers', { ...image, layers: strings.map(() => layers[0]) }],
  ])('lets others run between any thousand of the %s', async (_, body) => {
    // Every look at the clock ends a slice.
    let now = 0;
    performance.now = () => (now += 1000);
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    try {
      const bytes = encode(body);
      const turnsOfScan = bytes.byteLength / (64 * 1024);
      await parseLargeManifest(bytes);
      expect(turns - turnsOfScan).toBeGreaterThan(many / 1100);
    } finally {
      isOver = true;
      Reflect.deleteProperty(performance, 'now');
    }
  });
});

describe('a name that differs from a known one by case alone', () => {
  it.each(['Layers', 'LAYERS', 'layerſ', 'MEDIATYPE', 'Config', 'Subject', 'Manifests', 'Blobs', 'schemaversion'])(
    'is refused in a manifest: %s',
    (name) => {
      expect(faultOf({ ...image, [name]: [] }, mediaTypes.imageManifest)).toMatchObject(
        refused(`${name} differs from a name of the specification by the case of its letters`),
      );
    },
  );

  it.each(['Digest', 'SIZE', 'ſize', 'mediatype', 'URLs', 'Platform'])('is refused in every descriptor: %s', (name) => {
    const bad = { ...descriptorOf(7), [name]: 'x' };
    const message = `${name} differs from a name of the specification by the case of its letters`;
    const paths = {
      config: { ...image, config: bad },
      'layers[1]': { ...image, layers: [layers[0], bad] },
      subject: { ...image, subject: bad },
    };
    for (const [path, body] of Object.entries(paths))
      expect(faultOf(body, mediaTypes.imageManifest)).toMatchObject(refused(`${path}.${message}`));
    expect(faultOf({ ...index, manifests: [bad] }, mediaTypes.imageIndex)).toMatchObject(
      refused(`manifests[0].${message}`),
    );
    expect(faultOf({ ...artifact, blobs: [bad] }, mediaTypes.artifactManifest)).toMatchObject(
      refused(`blobs[0].${message}`),
    );
  });

  it.each(['OS', 'Architecture', 'oſ', 'OS.Version'])('is refused in a platform: %s', (name) => {
    const platform = { architecture: 'arm64', os: 'linux', [name]: 'x' };
    expect(faultOf({ ...index, manifests: [{ ...children[0], platform }] }, mediaTypes.imageIndex)).toMatchObject(
      refused(`manifests[0].platform.${name} differs from a name of the specification by the case of its letters`),
    );
  });

  it('is data among annotations', () => {
    const annotations = { Layers: 'a', layers: 'b', LAYERS: 'c' };
    expect(read({ ...image, annotations }, mediaTypes.imageManifest).annotations).toEqual(annotations);
  });
});

describe('annotations', () => {
  it('with names of the prototype are data, and pollute nothing', () => {
    const text = '{"__proto__":"a","constructor":"b","toString":"c"}';
    const body = JSON.stringify(image).replace('{', `{"annotations":${text},`);
    const { annotations } = read(body, mediaTypes.imageManifest);
    expect(JSON.stringify(annotations)).toBe(text);
    expect(Object.getPrototypeOf(annotations)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('a');
  });

  it('may be empty, long, and any text', () => {
    const annotations = { '': '', long: 'x'.repeat(200_000), lone: '\ud800', nul: '\0' };
    expect(read({ ...image, annotations }, mediaTypes.imageManifest).annotations).toEqual(annotations);
  });

  it('may be 3.9 MB [MAN-13]', () => {
    const annotations = Object.fromEntries(
      Array.from({ length: 390 }, (_, number) => [`a${number}`, 'x'.repeat(10_000)]),
    );
    expect(read({ ...image, annotations }, mediaTypes.imageManifest).annotations).toEqual(annotations);
  });
});
