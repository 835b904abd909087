/**
 * Whether the repository `r` has a blob or a manifest: whether the next entry of a primary key, from the repository on, is
 * one of it. Only that index has the entries in this order. Asked for entries of one repository, the server may read a
 * whole table, or a whole index of another order, to find that a repository has none.
 */
export const hasContent = `(${hasOneIn('{repository_blobs}')} OR ${hasOneIn('{manifests}')})`;

function hasOneIn(table: string): string {
  return `coalesce((SELECT c.repository_id = r.id FROM ${table} c
    WHERE c.repository_id >= r.id ORDER BY c.repository_id, c.digest LIMIT 1), false)`;
}
