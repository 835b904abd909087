/**
 * Whether the repository `r` has a blob or a manifest. `ORDER BY` makes each subselect read one entry of the primary key:
 * without it the server may read a whole table to find that a repository has nothing in it.
 */
export const hasContent = `coalesce(
  (SELECT true FROM {repository_blobs} b WHERE b.repository_id = r.id ORDER BY b.repository_id, b.digest LIMIT 1),
  (SELECT true FROM {manifests} m WHERE m.repository_id = r.id ORDER BY m.repository_id, m.digest LIMIT 1), false)`;
