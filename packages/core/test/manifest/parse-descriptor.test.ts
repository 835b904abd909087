import { digestOf, mediaTypes } from '../../src/index.js';
import { parseDescriptor } from '../../src/manifest/parse-descriptor.js';
import { thrownBy } from '../thrown-by.js';
import { descriptorOf } from './sample-manifests.js';

const plain = descriptorOf(5);

describe('parseDescriptor', () => {
  it('copies the fields of the specification, and no others', () => {
    const full = {
      ...plain,
      urls: ['javascript:alert(1)', 'https://example.com'],
      annotations: { a: 'b' },
      data: 'not base64, which registries do not look into',
      artifactType: 'a/b',
      platform: { architecture: 'arm', os: 'linux', 'os.version': '1', 'os.features': ['x'], variant: 'v7' },
    };
    const more = { ...full, platform: { ...full.platform, features: ['sse4'] }, other: 1 };
    expect(parseDescriptor(more, 'config')).toEqual(full);
  });

  it('has no field that was absent, null or, for a type, empty', () => {
    const body = { ...plain, urls: undefined, annotations: null, data: null, artifactType: '', platform: null };
    expect(Object.keys(parseDescriptor(body, 'config'))).toEqual(['mediaType', 'digest', 'size']);
  });

  it.each([0, 1, Number.MAX_SAFE_INTEGER])('reads the size %i', (size) => {
    expect(parseDescriptor({ ...plain, size }, 'config').size).toBe(size);
  });

  it.each(['-1', '1.5', '"1"', '1e400', '-1e400', '9007199254740992', '9007199254740993', 'true', '[1]', '{}'])(
    'refuses the size %s',
    (size) => {
      const body: unknown = JSON.parse(JSON.stringify(plain).replace('"size":5', `"size":${size}`));
      expect(thrownBy(() => parseDescriptor(body, 'layers[3]'))).toMatchObject({
        code: 'MANIFEST_INVALID',
        message: 'layers[3].size is not a whole number from 0 to 9007199254740991',
        entries: [{ detail: { path: 'layers[3].size' } }],
      });
    },
  );

  it('reads a digest that can not be verified here [DIG-05]', () => {
    expect(parseDescriptor({ ...plain, digest: 'sha256+b64u:abc' }, 'subject').digest).toBe('sha256+b64u:abc');
  });

  it.each([
    ['no media type', { mediaType: undefined }, 'mediaType is missing'],
    ['an empty media type', { mediaType: '' }, 'mediaType is missing'],
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
    ['features that are text', { platform: { 'os.features': 'x' } }, 'platform.os.features is not an array'],
  ])('refuses %s, and says where', (_fault, fields, message) => {
    expect(thrownBy(() => parseDescriptor({ ...plain, ...fields }, 'layers[0]'))).toMatchObject({
      code: 'MANIFEST_INVALID',
      status: 400,
      message: `layers[0].${message}`,
    });
  });

  it.each([{}, { os: 'linux' }, { architecture: 'amd64' }, { architecture: '', os: '' }])(
    'leaves out the platform %j, which matches nothing',
    (platform) => {
      expect(parseDescriptor({ ...plain, platform }, 'manifests[0]')).toEqual(plain);
    },
  );

  it('reads the empty descriptor with its data', () => {
    const content = new TextEncoder().encode('{}');
    const empty = { mediaType: mediaTypes.empty, digest: digestOf(content), size: 2, data: 'e30=' };
    expect(parseDescriptor(empty, 'config')).toEqual(empty);
  });
});
