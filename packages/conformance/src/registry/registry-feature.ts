/** What a registry may do or leave out; each name says what a registry with that feature promises. */
export const registryFeatures = {
  'delete-tag': 'tags can be deleted',
  'delete-manifest': 'manifests can be deleted',
  'delete-blob': 'blobs that nothing references can be deleted',
  'delete-disabled': 'nothing can be deleted, and the registry says so',
  'keep-referenced-blobs': 'a blob that a manifest references is not deleted',
  cancel: 'an upload can be cancelled',
  mount: 'a blob is mounted from a repository that the client may read',
  'anonymous-mount': 'a blob is mounted without a source being named',
  sha512: 'content can be pushed by its sha512 digest',
  'tag-parameter': 'tags are set by ?tag= on a push by digest',
  'reference-check': 'a manifest whose blobs or entries are missing is refused',
  'sparse-image': 'an image is accepted though its blobs are missing',
  'sparse-index': 'an index is accepted though its entries are missing',
  'index-of-blobs': 'an index may list blobs, as the older cache format of BuildKit does',
  referrers: 'the referrers API',
  range: 'a part of a blob can be read',
  'multi-range': 'several parts of a blob are answered as multipart/byteranges',
  conditional: 'If-Match and If-None-Match on manifests and blobs',
  catalog: 'repositories are listed at /v2/_catalog',
  'strict-manifest': 'a manifest is read strictly: what two parsers could read differently is refused',
  'manifest-limit-4-mib': 'a manifest of 4 MiB is taken, and one byte more is refused',
  'tag-limit': 'a push that sets too many tags at once is refused',
  authentication: 'the run has credentials, and requests without them are refused',
  'rate-limit': 'after at most 1,000 quick requests the registry asks to slow down',
  'upload-expiry':
    'an upload to which nothing happens for a second or so is over: the registry is set up so for the run',
  'large-blob': 'the run may push a blob of 1 GiB',
} as const;

export type RegistryFeature = keyof typeof registryFeatures;

/** What Lading itself promises as it comes; other features depend on how a registry is set up. */
export const standardFeatures: readonly RegistryFeature[] = [
  'delete-tag',
  'delete-manifest',
  'delete-blob',
  'keep-referenced-blobs',
  'cancel',
  'mount',
  'sha512',
  'tag-parameter',
  'reference-check',
  'index-of-blobs',
  'referrers',
  'range',
  'multi-range',
  'conditional',
  'catalog',
  'strict-manifest',
  'manifest-limit-4-mib',
  'tag-limit',
];
