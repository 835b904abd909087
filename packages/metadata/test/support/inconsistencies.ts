import type { DataSource } from 'typeorm';

/** Inconsistencies that no transaction may leave in the tables, each with the query that finds it. */
const rules: Readonly<Record<string, string>> = {
  'a live location without its blob': `SELECT location FROM objects o
    WHERE state = 'live' AND NOT EXISTS (SELECT FROM blobs b WHERE b.location = o.location)`,
  'a blob whose location is not live': `SELECT b.digest FROM blobs b JOIN objects o USING (location)
    WHERE o.state <> 'live'`,
  'a blob that no repository has': `SELECT digest FROM blobs b
    WHERE NOT EXISTS (SELECT FROM repository_blobs l WHERE l.digest = b.digest)`,
  'a reference that does not hold the blob that is there': `SELECT f.digest FROM manifest_references f
    JOIN repository_blobs l ON l.repository_id = f.repository_id AND l.digest = f.digest WHERE f.blob_digest IS NULL`,
  'a reference that does not hold the entry that is there': `SELECT f.digest FROM manifest_references f
    JOIN manifests m ON m.repository_id = f.repository_id AND m.digest = f.digest
    WHERE f.role = 'child' AND f.child_digest IS NULL`,
  'a reference that holds something else': `SELECT digest FROM manifest_references
    WHERE coalesce(blob_digest, digest) <> digest OR coalesce(child_digest, digest) <> digest`,
  'an unreferenced blob that would be kept for ever': `SELECT l.digest FROM repository_blobs l
    WHERE l.lease_until = 'infinity' AND NOT EXISTS (SELECT FROM manifest_references f
      WHERE f.repository_id = l.repository_id AND f.blob_digest = l.digest)`,
  'a manifest of another size': 'SELECT digest FROM manifests WHERE size <> length(bytes)',
  'a finished session that somebody has': `SELECT id FROM upload_sessions
    WHERE (status = 'finished') <> (finished_digest IS NOT NULL) OR (status <> 'open' AND writer IS NOT NULL)`,
};

const tables = 'repositories|objects|blobs|repository_blobs|manifests|manifest_references|tags|upload_sessions';

export async function findInconsistencies(dataSource: DataSource, schema: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [rule, sql] of Object.entries(rules)) {
    const qualified = sql.replace(new RegExp(`\\b(FROM|JOIN) (${tables})\\b`, 'g'), `$1 "${schema}"."$2"`);
    const rows: object[] = await dataSource.query(qualified);
    if (rows.length > 0) found.push(`${rule}: ${JSON.stringify(rows.slice(0, 3))}`);
  }
  return found;
}
