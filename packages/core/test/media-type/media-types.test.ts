import { isNondistributable, mediaTypes, withoutParameters } from '../../src/index.js';

describe('withoutParameters', () => {
  it.each([
    ['application/json', 'application/json'],
    ['Application/JSON; charset=utf-8', 'application/json'],
    [' application/json ;a=b;c="d;e"', 'application/json'],
    ['', ''],
    [';charset=utf-8', ''],
    [undefined, ''],
  ])('reads %p as %p [MAN-03, PULL-05]', (field, mediaType) => {
    expect(withoutParameters(field)).toBe(mediaType);
  });
});

describe('isNondistributable', () => {
  it.each([
    mediaTypes.nondistributableLayerTar,
    mediaTypes.nondistributableLayerTarGzip,
    mediaTypes.nondistributableLayerTarZstd,
    `${mediaTypes.nondistributableLayerTarGzip}+encrypted`,
    mediaTypes.dockerForeignLayerTar,
    mediaTypes.dockerForeignLayerTarGzip,
  ])('is true of %s [PUSH-05]', (mediaType) => {
    expect(isNondistributable(mediaType)).toBe(true);
  });

  it.each([mediaTypes.layerTar, mediaTypes.layerTarGzip, mediaTypes.dockerLayerTarGzip, mediaTypes.empty, ''])(
    'is false of "%s" [PUSH-05]',
    (mediaType) => {
      expect(isNondistributable(mediaType)).toBe(false);
    },
  );
});
