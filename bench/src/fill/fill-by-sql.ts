import { type Content, tagName } from '../content.js';
import { withDatabase } from './sql.js';

/** Writes into Lading's tables what would take too long by HTTP: many tags of one manifest, and many repositories. */
export function fillBySql(databaseUrl: string, { tags, repositories, small }: Content): Promise<void> {
  return withDatabase(databaseUrl, async (client) => {
    await client.query(
      `INSERT INTO lading.tags (repository_id, name, digest)
       SELECT repository_id, 'tag-' || lpad(n::text, 6, '0'), digest
       FROM lading.tags JOIN lading.repositories r ON r.id = repository_id, generate_series(1, $1::integer - 1) n
       WHERE r.name = 'many' AND tags.name = $2`,
      [tags, tagName(0)],
    );
    await client.query(
      `WITH made AS (
         INSERT INTO lading.repositories (name) SELECT 'catalog/' || lpad(n::text, 6, '0')
         FROM generate_series(1, $1::integer) n RETURNING id)
       INSERT INTO lading.repository_blobs (repository_id, digest, lease_until)
       SELECT id, $2, now() + interval '1 day' FROM made`,
      [repositories, small.digest],
    );
    await client.query('VACUUM ANALYZE');
  });
}
