/**
 * Whether the repository `r` has a blob or a manifest: whether the next entry of the primary key, starting at the
 * repository, belongs to it. Only that index has this order. A plain condition on the repository could make the server read
 * a whole table, or another index, to find that a repository has no entries.
 */
export const hasContent = `(${hasOneIn('{repository_blobs}')} OR ${hasOneIn('{manifests}')})`;

function hasOneIn(table: string): string {
  return `coalesce((SELECT c.repository_id = r.id FROM ${table} c
    WHERE c.repository_id >= r.id ORDER BY c.repository_id, c.digest LIMIT 1), false)`;
}
