import {
  annotationsJsonOf,
  type Digest,
  type PushedManifest,
  type RepositoryName,
  referrerEntryOf,
} from '@lading/core';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
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

/**
 * The bytes of all manifests are one binary parameter, and so are the annotations: the text form of an array of them would
 * take hundreds of milliseconds.
 */
const insertManifests = statement<ReferencingManifest & { replaced: boolean }>(
  'insert-manifests',
  `INSERT INTO {manifests} AS m (repository_id, digest, media_type, kind, artifact_type, subject, descriptor_bytes,
     annotations, size, bytes)
   SELECT n.repository_id, n.digest, n.media_type, n.kind, n.artifact_type, n.subject, n.descriptor_bytes,
     convert_from(substring($8::bytea FROM n.annotations_start FOR n.annotations_size), 'UTF8'), n.size,
     substring($11::bytea FROM n.start FOR n.size)
   FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[],
     $9::integer[], $10::integer[], $12::integer[], $13::integer[])
     AS n (repository_id, digest, media_type, kind, artifact_type, subject, descriptor_bytes, annotations_start,
       annotations_size, start, size)
   ON CONFLICT (repository_id, digest) DO UPDATE SET media_type = excluded.media_type, kind = excluded.kind,
     artifact_type = excluded.artifact_type, subject = excluded.subject,
     descriptor_bytes = excluded.descriptor_bytes, annotations = excluded.annotations
   RETURNING m.repository_id AS "repositoryId", m.digest, m.size, m.xmax <> 0 AS replaced`,
);

/** The foreign keys are flags, because PostgreSQL takes longer to read a digest again from the text of an array. */
const storeReferences = statement(
  'store-references',
  `INSERT INTO {manifest_references} (repository_id, manifest_digest, digest, role, blob_digest, child_digest)
   SELECT n.repository_id, n.manifest_digest, n.digest, n.role, CASE WHEN n.is_blob THEN n.digest END,
     CASE WHEN n.is_child THEN n.digest END
   FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::boolean[])
     AS n (repository_id, manifest_digest, digest, role, is_blob, is_child)`,
);

/** Finds those of the new manifests that an existing index lists. */
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
 * Stores distinct manifests, in the order of their keys. The indexes that wait for them are looked up after the rows exist:
 * while the insert waited for a lock, an index may have been stored or the same manifest deleted. After the insert, neither
 * is possible before this transaction ends.
 * @returns those that the repository did not have
 */
export async function storeManifests<Manifest extends StorableManifest>(
  transaction: Transaction,
  unsorted: readonly Manifest[],
  locked: LockedReferences,
): Promise<readonly Manifest[]> {
  const manifests = unsorted.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const keys = [manifests.map(({ repositoryId }) => repositoryId), manifests.map(({ manifest }) => manifest.digest)];
  const [stored, awaited] = await Promise.all([
    transaction.query(insertManifests, manifestValues(manifests)),
    transaction.query(findAwaited, keys),
  ]);
  const replaced = stored.filter(({ replaced }) => replaced);
  for (const manifest of replaced) await deleteReferences(transaction, manifest);
  for (const rows of referenceRows(manifests, locked))
    if (rows.length < rowsAtOnce) transaction.send(storeReferences, valuesOf(rows));
    else {
      await transaction.query(storeReferences, valuesOf(rows));
      transaction.restartLimit();
    }
  for (const { repositoryId, digest } of awaited) transaction.send(linkParents, [repositoryId, digest]);
  const known = new Set(replaced.map(({ repositoryId, digest }) => `${repositoryId} ${digest}`));
  return manifests.filter((manifest) => !known.has(keyOf(manifest)));
}

function keyOf({ repositoryId, manifest }: StorableManifest): string {
  return `${repositoryId} ${manifest.digest}`;
}

function manifestValues(storable: readonly StorableManifest[]): readonly unknown[] {
  const manifests = storable.map(({ manifest }) => manifest);
  return [
    storable.map(({ repositoryId }) => repositoryId),
    manifests.map(({ digest }) => digest),
    manifests.map(({ mediaType }) => mediaType),
    manifests.map(({ kind }) => kind),
    manifests.map(({ artifactType }) => artifactType ?? null),
    manifests.map(({ subject }) => subject?.digest ?? null),
    manifests.map((manifest) => (manifest.subject === undefined ? 0 : entryBytesOf(manifest))),
    ...joined(manifests.map(listedAnnotations)),
    ...joined(manifests.map(({ bytes }) => bytes)),
  ];
}

/** The size of an entry in a list of referrers. */
function entryBytesOf(manifest: PushedManifest): number {
  return Buffer.byteLength(referrerEntryOf(manifest).json);
}

/** The annotations for lists of referrers. Other readers use the bytes. */
function listedAnnotations(manifest: PushedManifest): Uint8Array | undefined {
  const json = manifest.subject && annotationsJsonOf(manifest);
  return json === undefined ? undefined : Buffer.from(json);
}

/** Values in one buffer, with the position of each, from 1, and its size. An absent value has no size. */
function joined(
  values: readonly (Uint8Array | undefined)[],
): readonly [bytes: Buffer, starts: readonly number[], sizes: readonly (number | null)[]] {
  const present = values.map((value) => value ?? new Uint8Array());
  let end = 1;
  const starts = present.map(({ byteLength }) => {
    end += byteLength;
    return end - byteLength;
  });
  return [Buffer.concat(present), starts, values.map((value) => value?.byteLength ?? null)];
}

interface ReferenceRow extends ManifestKey {
  readonly reference: Digest;
  readonly role: 'blob' | 'child';
  /** Whether the repository has such a blob, and such a manifest: the row then has a foreign key to it. */
  readonly isBlob: boolean;
  readonly isChild: boolean;
}

function valuesOf(rows: readonly ReferenceRow[]): readonly unknown[] {
  return [
    rows.map(({ repositoryId }) => repositoryId),
    rows.map(({ digest }) => digest),
    rows.map(({ reference }) => reference),
    rows.map(({ role }) => role),
    rows.map(({ isBlob }) => isBlob),
    rows.map(({ isChild }) => isChild),
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
      const isBlob = locked.hasBlob(repository, reference);
      const isChild = role === 'child' && locked.hasChild(repository, reference);
      yield { repositoryId, digest, reference, role, isBlob, isChild };
    }
  }
}
