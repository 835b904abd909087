import {
  type Descriptor,
  digestOf,
  mediaTypes,
  parseDigest,
  parseManifest,
  parseRanges,
  RegistryError,
} from '@lading/core';
import { type Reply, type Request, RightUploads } from './right-uploads.js';

export type { Reply, Request } from './right-uploads.js';

/** Blobs, manifests, tags and referrers of the right registry. */
export class RightContent extends RightUploads {
  protected readBlob(repository: string, text: string, { headers }: Request): Reply {
    const digest = parseDigest(text);
    const blob = this.findBlob(repository, digest);
    if (blob === undefined) throw new RegistryError('BLOB_UNKNOWN', 'no such blob');
    const fields = {
      'docker-content-digest': digest,
      'accept-ranges': 'bytes',
      'content-type': mediaTypes.octetStream,
    };
    const asked = parseRanges(headers.range, blob.length);
    if (asked.kind === 'unsatisfiable') return { status: 416, headers: { 'content-range': `bytes */${blob.length}` } };
    const [range] = asked.kind === 'parts' ? asked.ranges : [];
    if (range === undefined) return { status: 200, headers: fields, body: blob };
    const { first, last } = range;
    const part = { ...fields, 'content-range': `bytes ${first}-${last}/${blob.length}` };
    return { status: 206, headers: part, body: blob.subarray(first, last + 1) };
  }

  protected deleteBlob(repository: string, digest: string): Reply {
    if (this.shelfOf(repository).blobs.delete(digest)) return { status: 202 };
    throw new RegistryError('BLOB_UNKNOWN', 'no such blob');
  }

  protected readManifest(repository: string, reference: string, _request: Request): Reply {
    const { manifests, tags } = this.shelfOf(repository);
    const digest = reference.includes(':') ? parseDigest(reference) : tags.get(reference);
    const manifest = manifests.get(digest ?? '');
    if (digest === undefined || manifest === undefined) throw new RegistryError('MANIFEST_UNKNOWN', 'no such manifest');
    const { mediaType, bytes } = manifest;
    return { status: 200, headers: { 'content-type': mediaType, 'docker-content-digest': digest }, body: bytes };
  }

  protected async putManifest(repository: string, reference: string, request: Request): Promise<Reply> {
    const bytes = await this.read(request);
    const digest = reference.includes(':') ? parseDigest(reference) : digestOf(bytes);
    if (!this.isContent(bytes, digest)) throw new RegistryError('DIGEST_INVALID', 'other content');
    const { mediaType, subject, blobs } = parseManifest(bytes, request.headers['content-type']);
    const missing = blobs.find((blob) => !this.isReferable(repository, blob));
    if (missing !== undefined) throw new RegistryError('MANIFEST_BLOB_UNKNOWN', 'no such blob', { detail: missing });
    const shelf = this.shelfOf(repository);
    shelf.manifests.set(digest, { mediaType, bytes });
    if (!reference.includes(':')) shelf.tags.set(reference, digest);
    const about = subject === undefined ? {} : { 'oci-subject': subject.digest };
    const location = `/v2/${repository}/manifests/${digest}`;
    return { status: 201, headers: { location, 'docker-content-digest': digest, ...about } };
  }

  protected isReferable(repository: string, { digest }: Descriptor): boolean {
    return this.shelfOf(repository).blobs.has(digest);
  }

  protected deleteManifest(repository: string, reference: string): Reply {
    const { manifests, tags } = this.shelfOf(repository);
    const known = reference.includes(':') ? manifests.delete(reference) : tags.delete(reference);
    if (!known) throw new RegistryError('MANIFEST_UNKNOWN', 'no such manifest');
    for (const [tag, digest] of tags) if (digest === reference) tags.delete(tag);
    return { status: 202 };
  }

  protected listTags(repository: string, { query }: Request): Reply {
    const { manifests, tags } = this.shelfOf(repository);
    if (manifests.size === 0) throw new RegistryError('NAME_UNKNOWN', 'no such repository');
    const [last, n] = [query.get('last') ?? '', Number(query.get('n') ?? 1000)];
    const later = [...tags.keys()].sort().filter((tag) => tag > last);
    const page = later.slice(0, n);
    const link = `</v2/${repository}/tags/list?n=${n}&last=${page.at(-1)}>; rel="next"`;
    const more = page.length > 0 && page.length < later.length ? { link } : {};
    const body = JSON.stringify({ name: repository, tags: page });
    return { status: 200, headers: { 'content-type': 'application/json', ...more }, body };
  }

  protected listReferrers(repository: string, subject: string, { query }: Request): Reply {
    const wanted = query.get('artifactType');
    const manifests = [...this.shelfOf(repository).manifests]
      .map(([digest, { bytes, mediaType }]) => ({ digest, size: bytes.length, ...parseManifest(bytes, mediaType) }))
      .filter((manifest) => manifest.subject?.digest === parseDigest(subject))
      .filter(({ artifactType }) => wanted === null || artifactType === wanted)
      .map(({ mediaType, digest, size, artifactType, annotations }) => ({
        mediaType,
        digest,
        size,
        artifactType,
        annotations,
      }));
    const body = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests });
    const filtered = wanted === null ? {} : { 'oci-filters-applied': 'artifactType' };
    return { status: 200, headers: { 'content-type': mediaTypes.imageIndex, ...filtered }, body };
  }
}
