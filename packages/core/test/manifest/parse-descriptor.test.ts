import { type Descriptor, digestOf, mediaTypes, parseManifest } from '../../src/index.js';
import { says } from '../says.js';
import { thrownBy } from '../thrown-by.js';
import { descriptorOf, encode, image, index } from './sample-manifests.js';

const plain = descriptorOf(5);

/** Reads a descriptor as an entry of an index. */
function readDescriptor(descriptor: object | string): Descriptor | undefined {
  const text = typeof descriptor === 'string' ? descriptor : JSON.stringify(descriptor);
  return parseManifest(encode(`{"schemaVersion":2,"manifests":[${text}]}`), mediaTypes.imageIndex).children[0];
}

/** The plain descriptor with one more field, or another value of a field, as text. */
function textWith(name: string, value: string): string {
  const { [name as keyof typeof plain]: _, ...others } = plain;
  return `${JSON.stringify(others).slice(0, -1)},"${name}":${value}}`;
}

describe('a descriptor', () => {
  it('copies the fields of the specification, and no others', () => {
    const full = {
      ...plain,
      urls: ['javascript:alert(1)', 'https://example.com'],
      annotations: { a: 'b' },
      data: 'e30=',
      artifactType: 'a/b',
      platform: { architecture: 'arm', os: 'linux', 'os.version': '1', 'os.features': ['x'], variant: 'v7' },
    };
    const more = { ...full, platform: { ...full.platform, features: ['sse4'] }, other: 1 };
    expect(readDescriptor(more)).toEqual(full);
  });

  it('has no field that was absent, null or, for a type, empty', () => {
    const body = { ...plain, urls: null, annotations: null, data: null, artifactType: '', platform: null };
    expect(Object.keys(readDescriptor(body) ?? {})).toEqual(['mediaType', 'digest', 'size']);
  });

  it.each([0, 1, Number.MAX_SAFE_INTEGER])('reads the size %i', (size) => {
    expect(readDescriptor({ ...plain, size })?.size).toBe(size);
  });

  it.each([
    ...['-1', '1.5', '"1"', '1e400', '-1e400', '9007199254740992', '9007199254740993', 'true', '[1]', '{}', '[]'],
    ...['5.0', '5e0', '0.5e1', '50e-1', '5E0', '5E+0', '1e0', '0.0', '9223372036854775808', '""'],
  ])('refuses the size %s, as Go does or because it cannot be checked', (size) => {
    expect(thrownBy(() => readDescriptor(textWith('size', size)))).toMatchObject({
      code: 'MANIFEST_INVALID',
      message: says('manifests[0].size is not a whole number from 0 to 9007199254740991'),
      entries: [{ detail: { path: 'manifests[0].size' } }],
    });
  });

  it.each(['""', '"e30="', '"e3\\n0=\\r"', '"e31="', '"YQ=="', '"YWI="', '"YWJj"', '"+/+/"', '"\\u006530="', 'null'])(
    'takes the data %s, as Go does',
    (data) => {
      expect(readDescriptor(textWith('data', data))?.data).toBe(JSON.parse(data) ?? undefined);
    },
  );

  it.each([
    '"***"',
    '"e30"',
    '"e3=0"',
    '"e30=="',
    '"===="',
    '"e30= "',
    '" e30="',
    '"-_-_"',
    '"e30=e30="',
    '"e\\t30="',
    '"é30="',
  ])('refuses the data %s, as Go does', (data) => {
    expect(thrownBy(() => readDescriptor(textWith('data', data)))).toMatchObject({
      code: 'MANIFEST_INVALID',
      message: says('manifests[0].data is not base64'),
    });
  });

  it('reads null as an empty string in lists and annotations, as Go does', () => {
    const platform = { architecture: 'arm64', os: 'linux', 'os.features': [null] };
    expect(readDescriptor({ ...plain, urls: [null, 'a'], annotations: { a: null }, platform })).toEqual({
      ...plain,
      urls: ['', 'a'],
      annotations: { a: '' },
      platform: { ...platform, 'os.features': [''] },
    });
  });

  it.each(['config', 'subject'])('is checked in the same way as the %s', (name) => {
    const read = (descriptor: string) => {
      const { [name as 'config']: _, ...others } = image;
      const text = `${JSON.stringify(others).slice(0, -1)},"${name}":${descriptor}}`;
      return parseManifest(encode(text), mediaTypes.imageManifest);
    };
    for (const bad of [textWith('size', '5.0'), textWith('data', '"***"'), textWith('urls', '[1]')])
      expect(thrownBy(() => read(bad))).toMatchObject({
        code: 'MANIFEST_INVALID',
        message: expect.stringMatching(new RegExp(`^${name}\\.`)),
      });
  });

  it('may be among unknown fields with any value', () => {
    const body = JSON.stringify({ ...index, manifests: [{ ...plain, other: { size: 1, data: 7, urls: 'x' } }] });
    expect(parseManifest(encode(body.replace('"size":1,', '"size":5.0,'))).children).toEqual([plain]);
  });

  it('reads a digest that can not be verified here [DIG-05]', () => {
    expect(readDescriptor({ ...plain, digest: 'sha256+b64u:abc' })?.digest).toBe('sha256+b64u:abc');
  });

  it.each([
    ['no media type', { mediaType: undefined }, 'mediaType is missing or empty'],
    ['an empty media type', { mediaType: '' }, 'mediaType is missing or empty'],
    ['a media type that is a number', { mediaType: 1 }, 'mediaType is not a string'],
    ['a media type with a NUL', { mediaType: 'a/b\0' }, 'mediaType has control characters'],
    [
      'a media type with a control character of Latin-1',
      { mediaType: 'a/b\u0085' },
      'mediaType has control characters',
    ],
    ['no digest', { digest: undefined }, 'digest is missing'],
    ['an empty digest', { digest: '' }, 'digest is not a digest'],
    ['a digest that is a number', { digest: 7 }, 'digest is not a string'],
    ['a short digest', { digest: plain.digest.slice(0, -1) }, 'digest is not a digest'],
    ['a digest in upper case', { digest: plain.digest.toUpperCase() }, 'digest is not a digest'],
    ['a digest with a path', { digest: 'sha256:../../etc/passwd' }, 'digest is not a digest'],
    ['no size', { size: undefined }, 'size is missing'],
    ['urls that are text', { urls: 'https://example.com' }, 'urls is not an array'],
    ['urls with a number', { urls: ['a', 1] }, 'urls is not an array of strings'],
    ['annotations that are text', { annotations: 'x' }, 'annotations is not an object of strings'],
    ['an annotation that is an object', { annotations: { a: {} } }, 'annotations is not an object of strings'],
    ['data that is an object', { data: {} }, 'data is not a string'],
    ['an artifactType that is a list', { artifactType: ['a'] }, 'artifactType is not a string'],
    ['a platform that is text', { platform: 'linux/amd64' }, 'platform is not an object'],
    ['an architecture that is a number', { platform: { architecture: 64 } }, 'platform.architecture is not a string'],
    [
      'features of a Docker list with a number',
      { platform: { features: [1] } },
      'platform.features is not an array of strings',
    ],
    ['features that are text', { platform: { 'os.features': 'x' } }, 'platform.os.features is not an array'],
  ])('refuses %s, and says where', (_fault, fields, message) => {
    expect(thrownBy(() => readDescriptor({ ...plain, ...fields }))).toMatchObject({
      code: 'MANIFEST_INVALID',
      message: says(`manifests[0].${message}`),
    });
  });

  it.each([{}, { os: 'linux' }, { architecture: 'amd64' }, { architecture: '', os: '' }])(
    'leaves out the platform %j, which matches nothing',
    (platform) => {
      expect(readDescriptor({ ...plain, platform })).toEqual(plain);
    },
  );

  it('reads the empty descriptor with its data', () => {
    const content = new TextEncoder().encode('{}');
    const empty = { mediaType: mediaTypes.empty, digest: digestOf(content), size: 2, data: 'e30=' };
    expect(readDescriptor(empty)).toEqual(empty);
  });
});
