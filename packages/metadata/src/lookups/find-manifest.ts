import type { ManifestRecord, Reference, RepositoryName } from '@lading/core';
import { type Positioned, wanted } from '../database/gathered-lookups.js';
import { type Queries, statement } from '../database/statement.js';
import { wantedRepositoryId } from '../repositories/repository-id.js';

export interface FoundManifest extends ManifestRecord, Positioned {}

export const findByDigest = statement<FoundManifest>(
  'find-manifests-by-digest',
  `SELECT wanted.position::integer AS position, found.* FROM ${wanted}, LATERAL (
     SELECT m.digest, m.media_type AS "mediaType", m.size
     FROM {manifests} m
     WHERE m.repository_id = ${wantedRepositoryId} AND m.digest = wanted.name OFFSET 0) found`,
);

export const findByTag = statement<FoundManifest>(
  'find-manifests-by-tag',
  `SELECT wanted.position::integer AS position, found.* FROM ${wanted}, LATERAL (
     SELECT m.digest, m.media_type AS "mediaType", m.size
     FROM {tags} t JOIN {manifests} m ON m.repository_id = t.repository_id AND m.digest = t.digest
     WHERE t.repository_id = ${wantedRepositoryId} AND t.name = wanted.name OFFSET 0) found`,
);

export function manifestRecordOf({ digest, mediaType, size }: FoundManifest): ManifestRecord {
  return { digest, mediaType, size };
}

/** Finds one manifest by a statement of its own. */
export async function findManifest(
  queries: Queries,
  repository: RepositoryName,
  reference: Reference,
): Promise<ManifestRecord | undefined> {
  const [statement, name] = reference.kind === 'tag' ? [findByTag, reference.tag] : [findByDigest, reference.digest];
  const [found] = await queries.query(statement, [[repository], [name]]);
  return found && manifestRecordOf(found);
}
