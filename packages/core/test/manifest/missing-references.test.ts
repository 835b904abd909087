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
      children: [child.digest],
    });
  });

  it('finds an entry of an index among the blobs, as BuildKit writes its cache', () => {
    const sizes = { ...nothing, blob: () => child.size };
    expect(findMissingReferences(manifestOf({ children: [child] }), sizes).children).toEqual([]);
  });

  it('refuses a size that is not the size of what is stored', () => {
    const sizes = { ...nothing, blob: () => blob.size + 1 };
    expect(() => findMissingReferences(manifestOf({ blobs: [blob] }), sizes)).toThrow(
      expect.objectContaining({ code: 'MANIFEST_INVALID' }),
    );
  });
});

describe('requireReferences', () => {
  const missing = { blobs: [blob.digest], children: [child.digest] };

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

  it('lets pass what may be missing', () => {
    expect(() => requireReferences(missing, { blobs: true, children: true })).not.toThrow();
    expect(() => requireReferences(missing, { blobs: true })).toThrow();
  });
});
