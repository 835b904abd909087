import {
  findMissingReferences,
  type ManifestPut,
  type MissingReferences,
  type PushedManifest,
  requireReferences,
} from '@lading/core';
import { type Queries, statement } from '../database/statement.js';
import { descriptorBytesOf } from '../referrers/referrer-descriptor.js';
import { lockRepository, repositoryIdOf } from '../repositories/repository-id.js';
import { setTags } from '../tags/set-tags.js';
import { type LockedReferences, lockReferences } from './locked-references.js';

const insertManifest = statement<{ replaced: boolean }>(
  'insert-manifest',
  `INSERT INTO {manifests} AS m (repository_id, digest, media_type, size, kind, artifact_type, subject,
     descriptor_bytes, annotations, bytes)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
   ON CONFLICT (repository_id, digest) DO UPDATE SET media_type = excluded.media_type, kind = excluded.kind,
     artifact_type = excluded.artifact_type, subject = excluded.subject,
     descriptor_bytes = excluded.descriptor_bytes, annotations = excluded.annotations, pushed_at = now()
   RETURNING m.xmax <> 0 AS replaced`,
);

const deleteReferences = statement(
  'delete-references',
  'DELETE FROM {manifest_references} WHERE repository_id = $1 AND manifest_digest = $2',
);

/**
 * Indexes that came before this entry of theirs have it from now on. That is asked after the manifest has its row, so that
 * it sees whoever stored an index while that row was waited for.
 */
const storeReferences = statement(
  'store-references',
  `WITH inserted AS (
     INSERT INTO {manifest_references} (repository_id, manifest_digest, digest, role, blob_digest, child_digest)
     SELECT $1::bigint, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[])
   )
   UPDATE {manifest_references} SET child_digest = digest
   WHERE repository_id = $1 AND digest = $2 AND role = 'child' AND child_digest IS NULL`,
);

/** Stores a manifest in a transaction. Locks are taken in one order everywhere: blobs, their links, manifests, tags. */
export async function putManifest(queries: Queries, put: ManifestPut): Promise<void> {
  const { repository, manifest, tags, condition } = put;
  const repositoryId = await repositoryIdOf(queries, repository);
  const locked = await lockAllowed(queries, repositoryId, put);
  const [stored] = await queries.query(insertManifest, manifestValues(repositoryId, manifest));
  if (stored?.replaced) await queries.query(deleteReferences, [repositoryId, manifest.digest]);
  await queries.query(storeReferences, referenceValues(repositoryId, manifest, locked));
  await setTags(queries, { repositoryId, digest: manifest.digest, tags, condition });
}

/** Locks what the manifest lists, and refuses it if something is missing that may not be. */
async function lockAllowed(queries: Queries, repositoryId: string, put: ManifestPut): Promise<LockedReferences> {
  const { manifest, allowMissing } = put;
  const locked = await lockReferences(queries, repositoryId, manifest);
  const missing = findMissing(manifest, locked);
  requireReferences(missing, allowMissing);
  if (missing.blobs.length + missing.children.length === 0) return locked;
  // What is missing may be arriving now. Whoever brings it looks for manifests that wait for it; so that one of the two
  // sees the other, they take turns.
  await lockRepository(queries, repositoryId);
  const lockedInTurn = await lockReferences(queries, repositoryId, manifest);
  findMissing(manifest, lockedInTurn);
  return lockedInTurn;
}

function findMissing(manifest: PushedManifest, { blobs, children }: LockedReferences): MissingReferences {
  return findMissingReferences(manifest, {
    blob: (digest) => blobs.get(digest),
    manifest: (digest) => children.get(digest),
  });
}

function manifestValues(repositoryId: string, manifest: PushedManifest): readonly unknown[] {
  const { digest, mediaType, kind, artifactType, subject, annotations, bytes } = manifest;
  return [
    repositoryId,
    digest,
    mediaType,
    bytes.byteLength,
    kind,
    artifactType ?? null,
    subject?.digest ?? null,
    descriptorBytesOf(manifest),
    annotations === undefined ? null : JSON.stringify(annotations),
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  ];
}

/** Each digest once in each role, with the foreign keys of what is there. */
function referenceValues(
  repositoryId: string,
  { digest, blobs, children }: PushedManifest,
  locked: LockedReferences,
): readonly unknown[] {
  const blobDigests = new Set(blobs.map((blob) => blob.digest));
  const childDigests = new Set(children.map((child) => child.digest));
  const references = [
    ...Array.from(blobDigests, (reference) => ({ reference, role: 'blob' })),
    ...Array.from(childDigests, (reference) => ({ reference, role: 'child' })),
  ];
  return [
    repositoryId,
    digest,
    references.map(({ reference }) => reference),
    references.map(({ role }) => role),
    references.map(({ reference }) => (locked.blobs.has(reference) ? reference : null)),
    references.map(({ reference, role }) => (role === 'child' && locked.children.has(reference) ? reference : null)),
  ];
}
