import type { Digest, PushedManifest, RepositoryName } from '@lading/core';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { descriptorBytesOf } from '../referrers/referrer-descriptor.js';
import { deleteReferences, type ReferencingManifest } from './delete-references.js';
import type { LockedReferences } from './locked-references.js';

/** References of one statement. */
const rowsAtOnce = 5000;

/** A manifest whose references are locked. */
export interface StorableManifest {
  readonly repository: RepositoryName;
  readonly repositoryId: string;
  readonly manifest: PushedManifest;
}

interface ManifestKey {
  readonly repositoryId: string;
  readonly digest: Digest;
}

/** The bytes of all manifests are one binary parameter, which avoids a text form of each. */
const insertManifests = statement<ReferencingManifest & { replaced: boolean }>(
  'insert-manifests',
  `INSERT INTO {manifests} AS m (repository_id, digest, media_type, kind, artifact_type, subject, descriptor_bytes,
     annotations, size, bytes)
   SELECT n.repository_id, n.digest, n.media_type, n.kind, n.artifact_type, n.subject, n.descriptor_bytes,
     n.annotations, n.size, substring($10::bytea FROM n.start FOR n.size)
   FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::text[],
     $9::integer[], $11::integer[])
     AS n (repository_id, digest, media_type, kind, artifact_type, subject, descriptor_bytes, annotations, size, start)
   ON CONFLICT (repository_id, digest) DO UPDATE SET media_type = excluded.media_type, kind = excluded.kind,
     artifact_type = excluded.artifact_type, subject = excluded.subject,
     descriptor_bytes = excluded.descriptor_bytes, annotations = excluded.annotations, pushed_at = now()
   RETURNING m.repository_id AS "repositoryId", m.digest, m.size, m.xmax <> 0 AS replaced`,
);

const storeReferences = statement(
  'store-references',
  `INSERT INTO {manifest_references} (repository_id, manifest_digest, digest, role, blob_digest, child_digest)
   SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])`,
);

/** Finds new manifests that an older index lists. */
const findAwaited = statement<ManifestKey>(
  'find-awaited-manifests',
  `SELECT n.repository_id AS "repositoryId", n.digest
   FROM unnest((SELECT $1::bigint[]), (SELECT $2::text[])) AS n (repository_id, digest), LATERAL (
     SELECT FROM {manifest_references} f WHERE f.repository_id = n.repository_id AND f.digest = n.digest
       AND f.role = 'child' AND f.child_digest IS NULL LIMIT 1) waiting`,
);

const linkParents = statement(
  'link-parents',
  `UPDATE {manifest_references} SET child_digest = digest
   WHERE repository_id = $1 AND digest = $2 AND role = 'child' AND child_digest IS NULL`,
);

/**
 * Stores distinct manifests, in the order of their keys. The indexes that wait for them are looked up after the rows exist.
 * The lookup therefore sees an index that was stored, and a deletion of the same manifest, while the insert waited for a
 * lock; after it, neither is possible before this transaction ends.
 */
export async function storeManifests(
  transaction: Transaction,
  unsorted: readonly StorableManifest[],
  locked: LockedReferences,
): Promise<void> {
  const manifests = unsorted.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const keys = [manifests.map(({ repositoryId }) => repositoryId), manifests.map(({ manifest }) => manifest.digest)];
  const [stored, awaited] = await Promise.all([
    transaction.query(insertManifests, manifestValues(manifests)),
    transaction.query(findAwaited, keys),
  ]);
  for (const { replaced, ...manifest } of stored) if (replaced) await deleteReferences(transaction, manifest);
  for (const rows of referenceRows(manifests, locked))
    if (rows.length < rowsAtOnce) transaction.send(storeReferences, valuesOf(rows));
    else {
      await transaction.query(storeReferences, valuesOf(rows));
      transaction.restartLimit();
    }
  for (const { repositoryId, digest } of awaited) transaction.send(linkParents, [repositoryId, digest]);
}

function keyOf({ repositoryId, manifest }: StorableManifest): string {
  return `${repositoryId} ${manifest.digest}`;
}

function manifestValues(storable: readonly StorableManifest[]): readonly unknown[] {
  const manifests = storable.map(({ manifest }) => manifest);
  const starts: number[] = [];
  let start = 1;
  for (const { bytes } of manifests) {
    starts.push(start);
    start += bytes.byteLength;
  }
  return [
    storable.map(({ repositoryId }) => repositoryId),
    manifests.map(({ digest }) => digest),
    manifests.map(({ mediaType }) => mediaType),
    manifests.map(({ kind }) => kind),
    manifests.map(({ artifactType }) => artifactType ?? null),
    manifests.map(({ subject }) => subject?.digest ?? null),
    manifests.map((manifest) => (manifest.subject === undefined ? 0 : descriptorBytesOf(manifest))),
    manifests.map(listedAnnotations),
    manifests.map(({ bytes }) => bytes.byteLength),
    Buffer.concat(manifests.map(({ bytes }) => bytes)),
    starts,
  ];
}

/** The annotations for lists of referrers. Other readers use the bytes. */
function listedAnnotations({ subject, annotations }: PushedManifest): string | null {
  return subject === undefined || annotations === undefined ? null : JSON.stringify(annotations);
}

interface ReferenceRow extends ManifestKey {
  readonly reference: Digest;
  readonly role: 'blob' | 'child';
  readonly blob: Digest | null;
  readonly child: Digest | null;
}

function valuesOf(rows: readonly ReferenceRow[]): readonly unknown[] {
  return [
    rows.map(({ repositoryId }) => repositoryId),
    rows.map(({ digest }) => digest),
    rows.map(({ reference }) => reference),
    rows.map(({ role }) => role),
    rows.map(({ blob }) => blob),
    rows.map(({ child }) => child),
  ];
}

/** The rows of all references, in parts. The last part has fewer than `rowsAtOnce` rows. */
function* referenceRows(
  manifests: readonly StorableManifest[],
  locked: LockedReferences,
): Generator<readonly ReferenceRow[], void, undefined> {
  let rows: ReferenceRow[] = [];
  for (const manifest of manifests)
    for (const row of referencesOf(manifest, locked)) {
      if (rows.push(row) < rowsAtOnce) continue;
      yield rows;
      rows = [];
    }
  yield rows;
}

/** Each digest once per role, with foreign keys to the content that exists. */
function* referencesOf(
  { repository, repositoryId, manifest }: StorableManifest,
  locked: LockedReferences,
): Generator<ReferenceRow, void, undefined> {
  const { digest, blobs, children } = manifest;
  for (const role of ['blob', 'child'] as const) {
    const listed = new Set<Digest>();
    for (const { digest: reference } of role === 'blob' ? blobs : children) {
      if (listed.size === listed.add(reference).size) continue;
      const blob = locked.hasBlob(repository, reference) ? reference : null;
      const child = role === 'child' && locked.hasChild(repository, reference) ? reference : null;
      yield { repositoryId, digest, reference, role, blob, child };
    }
  }
}
