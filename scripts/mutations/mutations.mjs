/**
 * Small wrong changes, as somebody could make them: what breaks, the built file below packages/, the text to find there,
 * which it has once, and the text instead. The cases of the HTTP API have to tell of each.
 */
export const mutations = [
  change(
    'HEAD of a blob says 204',
    'server/dist/blobs/blobs.controller.js',
    'new OciResponse(200, blobHeaders',
    'new OciResponse(204, blobHeaders',
  ),
  change(
    'a deleted blob is answered with 200',
    'server/dist/blobs/blobs.controller.js',
    'new OciResponse(202)',
    'new OciResponse(200)',
  ),
  change(
    'blobs come without their digest',
    'server/dist/blobs/blob-response.js',
    "'Docker-Content-Digest': digest,",
    '',
  ),
  change(
    'a blob says one byte too many',
    'server/dist/blobs/blob-response.js',
    "'Content-Length': size,",
    "'Content-Length': size + 1,",
  ),
  change(
    'a part of a blob is answered with 200',
    'server/dist/blobs/blob-response.js',
    'new OciResponse(206, headers',
    'new OciResponse(200, headers',
  ),
  change('Content-Range ends one byte late', 'server/dist/blobs/blob-response.js', 'range.last}/', 'range.last + 1}/'),
  change('a range beyond the blob is 400', 'server/dist/blobs/blob-response.js', 'status: 416,', 'status: 400,'),
  change(
    'If-Range is not looked at',
    'server/dist/blobs/blob-response.js',
    'ifRange === undefined || ifRange === entityTagOf(blob.digest) ? range : undefined',
    'range',
  ),
  change(
    'a range may begin right behind the blob',
    'core/dist/index.js',
    'if (Number(first) >= size)',
    'if (Number(first) > size)',
  ),
  change(
    'an open range lacks the last byte',
    'core/dist/index.js',
    'last === "" ? size - 1 : Math.min',
    'last === "" ? size - 2 : Math.min',
  ),
  change(
    'a suffix range has one byte too many',
    'core/dist/index.js',
    'size - Number(last))',
    'size - Number(last) - 1)',
  ),
  change(
    'blobs are not verified against their digest',
    'storage/dist/memory/memory-blob-store.js',
    'if (!matchesDigest(bytes, digest))',
    'if (false)',
  ),
  change(
    'manifests are not verified against their digest',
    'server/dist/manifests/manifest-push.js',
    'if (matchesDigest(bytes, given))',
    'if (true)',
  ),
  change(
    'chunks may come in any order',
    'server/dist/uploads/upload-chunk.js',
    'if (range.first !== size)',
    'if (false)',
  ),
  change(
    'a repeated chunk is taken',
    'server/dist/uploads/upload-chunk.js',
    'if (range.first !== size)',
    'if (range.first > size)',
  ),
  change('a chunk out of order is 400', 'server/dist/uploads/upload-chunk.js', 'status: 416,', 'status: 400,'),
  change(
    'a chunk may be shorter than it says',
    'server/dist/uploads/upload-chunk.js',
    'if (announced !== undefined && received !== announced)',
    'if (false)',
  ),
  change('the Range of an upload counts from one', 'core/dist/index.js', 'Math.max(0, size - 1)', 'size'),
  change(
    'the status of an upload is 200',
    'server/dist/uploads/uploads.controller.js',
    'this.progress(204,',
    'this.progress(200,',
  ),
  change(
    'a cancelled upload is answered with 202',
    'server/dist/uploads/uploads.controller.js',
    'new OciResponse(204)',
    'new OciResponse(202)',
  ),
  change(
    'a closed upload is answered with 200',
    'server/dist/uploads/uploads.controller.js',
    'new OciResponse(201, { Location: this.links.blob',
    'new OciResponse(200, { Location: this.links.blob',
  ),
  change(
    'a closed upload leads to itself',
    'server/dist/uploads/uploads.controller.js',
    'this.links.blob(repository, digest)',
    'this.links.upload(repository, digest)',
  ),
  change(
    'a mount copies nothing',
    'server/dist/uploads/mounts.service.js',
    'return this.metadata.mountBlob({ from: source, to: repository, digest });',
    'return { digest };',
  ),
  change(
    'a pushed manifest has no Location',
    'server/dist/manifests/manifests.controller.js',
    'Location: this.links.manifest(repository, digest),',
    '',
  ),
  change(
    'OCI-Subject is forgotten',
    'server/dist/manifests/manifests.controller.js',
    "...(subject === undefined ? {} : { 'OCI-Subject': subject.digest }),",
    '',
  ),
  change(
    'manifests are called octets',
    'server/dist/manifests/manifests.controller.js',
    "'Content-Type': mediaType,",
    "'Content-Type': 'application/octet-stream',",
  ),
  change(
    '304 is never given for manifests',
    'server/dist/manifests/manifests.controller.js',
    "matchesNone(headers['if-none-match'], manifest.digest)",
    'false',
  ),
  change(
    'a manifest may lack its blobs',
    'server/dist/manifests/manifests.service.js',
    'blobs: this.allow.sparseImages',
    'blobs: true',
  ),
  change(
    'a deleted tag takes its manifest along',
    'server/dist/manifests/manifests.service.js',
    'await this.metadata.deleteTag(repository, reference.tag, condition)',
    'await this.metadata.deleteManifest(repository, (await this.metadata.findManifest(repository, reference))?.digest)',
  ),
  change(
    'a deleted manifest leaves its tags',
    'storage/dist/memory-metadata-store/memory-manifests.js',
    'if (target === digest)',
    'if (false)',
  ),
  change(
    'If-Match is not looked at',
    'server/dist/http/entity-tag.js',
    '...(match === undefined ? {} : { ifMatch: opaqueTags(match, false) }),',
    '',
  ),
  change(
    'a page of tags has one too many',
    'server/dist/tags/tags.service.js',
    'after === undefined ? { limit } : { limit, after }',
    'after === undefined ? { limit: limit + 1 } : { limit: limit + 1, after }',
  ),
  change('last is not looked at', 'server/dist/http/page-query.js', "after: query.one('last')", 'after: undefined'),
  change(
    'the filter of referrers is not told',
    'server/dist/referrers/referrers.controller.js',
    "{ 'OCI-Filters-Applied': 'artifactType' }",
    '{}',
  ),
  change(
    'referrers are plain JSON',
    'server/dist/referrers/referrers.controller.js',
    "'Content-Type': mediaTypes.imageIndex,",
    '',
  ),
  change(
    'referrers forget their annotations',
    'storage/dist/memory-metadata-store/memory-referrers.js',
    '...(annotations !== undefined && { annotations }),',
    '',
  ),
  change(
    'a foreign layer is no reference',
    'storage/dist/memory-metadata-store/memory-registry.js',
    'descriptor.digest === digest',
    "descriptor.digest === digest && !descriptor.mediaType.includes('nondistributable')",
  ),
  change('tags may have 129 characters', 'core/dist/index.js', '{0,127}', '{0,128}'),
];

function change(breaks, file, find, replace) {
  return { breaks, file, find, replace };
}
