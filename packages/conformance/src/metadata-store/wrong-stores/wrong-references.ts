import { isNondistributable, isRegistryError, RegistryError } from '@lading/core';
import { wrongStore } from './wrong-metadata-store.js';

const lacks = (what: string) => new RegistryError('MANIFEST_BLOB_UNKNOWN', `the repository lacks ${what}`);

export const wrongReferences = [
  wrongStore(
    'stores a manifest whose content is missing',
    [
      ...['manifest/missing', 'manifest/children', 'manifest/thousands-missing', 'repository/refused-manifest'],
      ...['sparse/image', 'sparse/index', 'nondistributable/missing', 'damage/references', 'race/many-puts'],
    ],
    (store) => ({
      manifests: { put: (put) => store.manifests.put({ ...put, allowMissing: { blobs: true, children: true } }) },
    }),
  ),
  wrongStore(
    'refuses content that may be missing',
    [
      ...['sparse/image', 'sparse/index', 'sparse/late-upload', 'sparse/late-mount', 'sparse/two', 'damage/sparse'],
      ...['race/sparse', 'race/awaited-entry', 'race/many-puts', 'manifest/thousands-of-references'],
    ],
    (store) => ({ manifests: { put: ({ allowMissing, ...put }) => store.manifests.put(put) } }),
  ),
  wrongStore('names one missing digest only', ['manifest/missing'], (store) => ({
    manifests: {
      put: (put) => {
        const [first, ...others] = put.manifest.blobs;
        if (first === undefined || others.length === 0) return store.manifests.put(put);
        return store.manifests.put({ ...put, manifest: { ...put.manifest, blobs: [first] } });
      },
    },
  })),
  wrongStore('names all of thousands of missing digests', ['manifest/thousands-missing'], (store) => ({
    manifests: {
      put: (put) =>
        store.manifests.put(put).catch((error: unknown) => {
          if (!isRegistryError(error, 'MANIFEST_BLOB_UNKNOWN')) throw error;
          const { code, message } = error;
          const further = put.manifest.blobs.map(({ digest }) => ({ code, message, detail: { digest } }));
          throw new RegistryError(code, message, { further });
        }),
    },
  })),
  wrongStore('does not compare sizes', ['manifest/wrong-size', 'manifest/other-sizes', 'race/many-puts'], (store) => ({
    manifests: { put: (put) => store.manifests.put({ ...put, allowOtherSizes: true }) },
  })),
  wrongStore('refuses other sizes if they are allowed', ['manifest/other-sizes'], (store) => ({
    manifests: { put: ({ allowOtherSizes, ...put }) => store.manifests.put(put) },
  })),
  wrongStore('needs the subject of a manifest', ['manifest/subject', 'referrer/list'], (store) => ({
    manifests: {
      put: async (put) => {
        const digest = put.manifest.subject?.digest;
        if (digest !== undefined && !(await store.manifests.find(put.repository, { kind: 'digest', digest })))
          throw lacks('the subject');
        await store.manifests.put(put);
      },
    },
  })),
  wrongStore(
    'references the first fifty blobs of a manifest',
    ['manifest/many-layers', 'manifest/thousands-of-references'],
    (store) => ({
      manifests: {
        put: (put) =>
          store.manifests.put({ ...put, manifest: { ...put.manifest, blobs: put.manifest.blobs.slice(0, 50) } }),
      },
    }),
  ),
  wrongStore(
    'treats non-distributable layers as absent',
    [
      ...['nondistributable/present', 'nondistributable/late-upload', 'nondistributable/late-mount'],
      'nondistributable/race',
    ],
    (store) => ({
      manifests: {
        put: (put) => {
          const blobs = put.manifest.blobs.filter(({ mediaType }) => !isNondistributable(mediaType));
          return store.manifests.put({ ...put, manifest: { ...put.manifest, blobs } });
        },
      },
    }),
  ),
  wrongStore(
    'requires non-distributable layers',
    ['nondistributable/missing', 'nondistributable/late-upload'],
    (store) => ({
      manifests: {
        put: async (put) => {
          for (const { digest, mediaType } of put.manifest.blobs)
            if (isNondistributable(mediaType) && (await store.blobs.find(put.repository, digest)) === undefined)
              throw lacks(mediaType);
          await store.manifests.put(put);
        },
      },
    }),
  ),
];
