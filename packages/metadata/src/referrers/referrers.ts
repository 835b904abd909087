import {
  type Digest,
  type Page,
  type ReferrerEntry,
  type Referrers,
  type ReferrersRequest,
  type RepositoryName,
  referrerEntry,
} from '@lading/core';
import { pageValues } from '../database/page.js';
import { type Queries, statement } from '../database/statement.js';

interface ReferrerRow {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly size: number;
  readonly artifactType: string | null;
  readonly annotationsJson: string | null;
}

/**
 * Walks over at most a page of short rows, adds up how long their entries are, and joins the entries themselves only as
 * far as they fit. What does not fit comes as an empty row, which says that there is more.
 */
const listReferrers = statement<ReferrerRow | { mediaType: null }>(
  'list-referrers',
  `SELECT w.digest, m.media_type AS "mediaType", m.size, m.artifact_type AS "artifactType",
     m.annotations AS "annotationsJson"
   FROM (
     SELECT p.repository_id, p.digest, row_number() OVER (ORDER BY p.digest) AS position,
       sum(p.descriptor_bytes) OVER (ORDER BY p.digest) AS bytes
     FROM (
       SELECT s.repository_id, s.digest, s.descriptor_bytes FROM {manifests} s
       WHERE s.repository_id = (SELECT id FROM {repositories} WHERE name = $1) AND s.subject = $2
         AND ($3::text[] IS NULL OR s.artifact_type = ANY ($3)) AND s.digest > $4
       ORDER BY s.digest LIMIT $5
     ) p
   ) w LEFT JOIN {manifests} m ON w.position < $5 AND (w.position = 1 OR w.bytes <= $6)
     AND m.repository_id = w.repository_id AND m.digest = w.digest
   ORDER BY w.digest`,
);

export class PostgresReferrers implements Referrers {
  readonly #queries: Queries;

  constructor(queries: Queries) {
    this.#queries = queries;
  }

  async list(repository: RepositoryName, subject: Digest, request: ReferrersRequest): Promise<Page<ReferrerEntry>> {
    const { artifactTypes, maximumBytes } = request;
    // Postgres takes no U+0000 in a text, and no type has one.
    const types = artifactTypes?.filter((type) => !type.includes('\0')) ?? null;
    const values = [repository, subject, types, ...pageValues(request), Math.floor(maximumBytes)];
    const rows = await this.#queries.query(listReferrers, values, request.signal);
    const fitting = rows.filter((row): row is ReferrerRow => row.mediaType !== null);
    return { items: fitting.map(entryOf), hasMore: fitting.length < rows.length };
  }
}

function entryOf({ artifactType, annotationsJson, ...row }: ReferrerRow): ReferrerEntry {
  return referrerEntry({
    ...row,
    artifactType: artifactType ?? undefined,
    annotationsJson: annotationsJson ?? undefined,
  });
}
