import {
  type Descriptor,
  digestOf,
  findMissingReferences,
  type Manifest,
  mediaTypes,
  requireReferences,
} from '../../src/index.js';

function descriptor(content: string, mediaType: string = mediaTypes.layerTarGzip): Descriptor {
  const bytes = Buffer.from(content);
  return { mediaType, digest: digestOf(bytes), size: bytes.byteLength };
}

const blob = descriptor('a layer');
const child = descriptor('{}', mediaTypes.imageManifest);
const nothing = { blob: () => undefined, manifest: () => undefined };

function manifestOf(references: Partial<Pick<Manifest, 'blobs' | 'children'>>): Manifest {
  return {
    mediaType: mediaTypes.imageIndex,
    kind: 'index',
    artifactType: undefined,
    annotations: undefined,
    subject: undefined,
    blobs: [],
    children: [],
    ...references,
  };
}

describe('findMissingReferences', () => {
  it('names the blobs and the entries of an index that the repository lacks', () => {
    expect(findMissingReferences(manifestOf({ blobs: [blob], children: [child] }), nothing)).toEqual({
      blobs: [blob.digest],
      nondistributable: [],
      children: [child.digest],
    });
  });

  it('lists missing non-distributable blobs separately, each once [PUSH-05]', () => {
    const foreign = descriptor('foreign', mediaTypes.dockerForeignLayerTarGzip);
    const blobs = [foreign, blob, foreign];
    expect(findMissingReferences(manifestOf({ blobs }), nothing)).toEqual({
      blobs: [blob.digest],
      nondistributable: [foreign.digest],
      children: [],
    });
    const stored = { ...nothing, blob: () => blob.size };
    expect(findMissingReferences(manifestOf({ blobs: [blob] }), stored).nondistributable).toEqual([]);
  });

  it('finds an entry of an index among the blobs, as BuildKit writes its cache', () => {
    const sizes = { ...nothing, blob: () => child.size };
    expect(findMissingReferences(manifestOf({ children: [child] }), sizes).children).toEqual([]);
  });

  it.each([mediaTypes.layerTar, mediaTypes.nondistributableLayerTar])(
    'refuses a size that is not the size of what is stored, of a %s, and names both sizes',
    (mediaType) => {
      const sizes = { ...nothing, blob: () => 8 };
      const manifest = manifestOf({ blobs: [{ ...blob, mediaType }] });
      expect(() => findMissingReferences(manifest, sizes)).toThrow(
        expect.objectContaining({
          code: 'MANIFEST_INVALID',
          message: `a descriptor gives ${blob.digest} a size of 7 bytes, but the content has 8 bytes`,
        }),
      );
    },
  );

  it('accepts another size if that is allowed', () => {
    const sizes = { blob: () => 8, manifest: () => 9 };
    const missing = findMissingReferences(manifestOf({ blobs: [blob], children: [child] }), sizes, {
      allowOtherSizes: true,
    });
    expect(missing).toEqual({ blobs: [], nondistributable: [], children: [] });
  });
});

describe('requireReferences', () => {
  const missing = { blobs: [blob.digest], nondistributable: [], children: [child.digest] };

  it('refuses with one entry for each digest [PUSH-04]', () => {
    expect(() => requireReferences(missing)).toThrow(
      expect.objectContaining({
        code: 'MANIFEST_BLOB_UNKNOWN',
        entries: [
          expect.objectContaining({ detail: { digest: blob.digest } }),
          expect.objectContaining({ detail: { digest: child.digest } }),
        ],
      }),
    );
  });

  it('accepts missing content that may be missing', () => {
    expect(() => requireReferences(missing, { blobs: true, children: true })).not.toThrow();
    expect(() => requireReferences(missing, { blobs: true })).toThrow();
  });
});
