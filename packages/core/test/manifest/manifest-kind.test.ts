import { mediaTypes, parseManifest } from '../../src/index.js';
import { says } from '../says.js';
import { thrownBy } from '../thrown-by.js';
import { artifact, encode, image, index } from './sample-manifests.js';

const read = (body: unknown, contentType?: string) => parseManifest(encode(body), contentType);
const faultOf = (body: unknown, contentType?: string) => thrownBy(() => read(body, contentType));
const untyped = <Body extends object>(body: Body) => ({ ...body, mediaType: undefined });

describe('the media type of a manifest', () => {
  it.each([
    [mediaTypes.imageManifest, image, 'image'],
    [mediaTypes.dockerManifest, image, 'image'],
    [mediaTypes.imageIndex, index, 'index'],
    [mediaTypes.dockerManifestList, index, 'index'],
    [mediaTypes.artifactManifest, artifact, 'artifact'],
  ])('is the Content-Type %s, where the body has none [MAN-04]', (mediaType, body, kind) => {
    expect(read(untyped(body), mediaType)).toMatchObject({ mediaType, kind });
    expect(read({ ...body, mediaType: '' }, mediaType)).toMatchObject({ mediaType, kind });
  });

  it('is the Content-Type without its parameters and in lower case [MAN-03]', () => {
    const field = `${mediaTypes.imageManifest.toUpperCase()} ; charset=utf-8`;
    expect(read(image, field).mediaType).toBe(mediaTypes.imageManifest);
  });

  it.each([undefined, '', 'application/json', 'application/json; charset=utf-8', 'application/octet-stream', ';a=b'])(
    "is the body's own with the Content-Type %p",
    (contentType) => {
      expect(read({ ...image, mediaType: mediaTypes.dockerManifest }, contentType).mediaType).toBe(
        mediaTypes.dockerManifest,
      );
      expect(read(artifact, contentType).kind).toBe('artifact');
    },
  );

  it('follows from the fields if there is no media type', () => {
    expect(read(untyped(image)).mediaType).toBe(mediaTypes.imageManifest);
    expect(read(untyped(index)).mediaType).toBe(mediaTypes.imageIndex);
  });

  it.each([
    { schemaVersion: 2 },
    { schemaVersion: 2, layers: [] },
    untyped(artifact),
    { schemaVersion: 2, mediaType: '' },
  ])('can not be told from %j', (body) => {
    expect(faultOf(body)).toMatchObject({
      code: 'MANIFEST_INVALID',
      message: says('neither Content-Type nor mediaType says what kind of manifest this is'),
    });
  });

  it.each([
    [mediaTypes.imageIndex, image],
    [mediaTypes.dockerManifest, image],
    [mediaTypes.imageManifest, index],
    [mediaTypes.imageManifest, { ...image, mediaType: mediaTypes.imageManifest.toUpperCase() }],
  ])('can not be %s with another mediaType in the body [MAN-05]', (contentType, body) => {
    expect(faultOf(body, contentType)).toMatchObject({
      code: 'MANIFEST_INVALID',
      message: says('mediaType is not the Content-Type that the manifest came with'),
    });
  });

  it.each([
    ['text/plain', { ...image, mediaType: undefined }],
    [`${mediaTypes.imageManifest}, ${mediaTypes.imageManifest}`, untyped(image)],
    [`${mediaTypes.imageManifest}\t\u0001`, untyped(image)],
    ['x'.repeat(100_000), untyped(image)],
    [undefined, { ...image, mediaType: 'application/vnd.example+json' }],
    ['', { ...image, mediaType: mediaTypes.imageConfig }],
  ])('cannot be unknown', (contentType, body) => {
    const fault = faultOf(body, contentType);
    expect(fault).toMatchObject({
      code: 'MANIFEST_INVALID',
      message: says('manifests of this media type are not accepted'),
    });
    expect(JSON.stringify(fault).length).toBeLessThan(2000);
  });

  it('is text', () => {
    expect(faultOf({ ...image, mediaType: 7 })).toMatchObject({ message: says('mediaType is not a string') });
  });

  it.each([
    [mediaTypes.dockerManifestSchema1, { schemaVersion: 1, fsLayers: [] }],
    [mediaTypes.dockerManifestSchema1Signed, { schemaVersion: 1, fsLayers: [] }],
    [mediaTypes.dockerManifestSchema1Signed, {}],
    [undefined, { schemaVersion: 1, fsLayers: [] }],
    [mediaTypes.imageManifest, { ...image, schemaVersion: 1 }],
  ])('cannot be schema 1, pushed as %s', (contentType, body) => {
    expect(faultOf(body, contentType)).toMatchObject({
      code: 'MANIFEST_INVALID',
      message: says('manifests of schema 1 are not accepted; convert the image to OCI'),
    });
  });
});
