import type { Page, PageRequest, RepositoryName, Tag } from '@lading/core';
import { pageOf, pageValues } from '../database/page.js';
import { type Queries, statement } from '../database/statement.js';

const list = statement<{ name: Tag }>(
  'list-tags',
  `SELECT t.name FROM {tags} t WHERE t.repository_id = (SELECT id FROM {repositories} WHERE name = $1)
     AND t.name > $2 ORDER BY t.name LIMIT $3`,
);

const count = statement<{ count: number }>(
  'count-tags',
  `SELECT count(*)::integer AS count FROM (
     SELECT FROM {tags} t WHERE t.repository_id = (SELECT id FROM {repositories} WHERE name = $1) LIMIT $2) AS counted`,
);

export async function listTags(queries: Queries, repository: RepositoryName, page: PageRequest): Promise<Page<Tag>> {
  const rows = await queries.query(list, [repository, ...pageValues(page)], page.signal);
  return pageOf(
    rows.map(({ name }) => name),
    page,
  );
}

export async function countTags(queries: Queries, repository: RepositoryName, atMost: number): Promise<number> {
  const [row] = await queries.query(count, [repository, atMost]);
  return row?.count ?? 0;
}
