import type { Page, PageRequest, Repositories, RepositoryName } from '@lading/core';
import { pageOf, pageValues } from '../database/page.js';
import { type Queries, statement } from '../database/statement.js';

/** One row of each table at most; as EXISTS it may be answered from a list of all manifests instead. */
const hasContent = `coalesce(
  (SELECT true FROM {repository_blobs} b WHERE b.repository_id = r.id LIMIT 1),
  (SELECT true FROM {manifests} m WHERE m.repository_id = r.id LIMIT 1), false)`;

const findRepository = statement<unknown>(
  'find-repository',
  `SELECT 1 FROM {repositories} r WHERE r.name = $1 AND ${hasContent}`,
);

const listRepositories = statement<{ name: RepositoryName }>(
  'list-repositories',
  `SELECT r.name FROM {repositories} r WHERE r.name > $1 AND ${hasContent}
   ORDER BY r.name LIMIT $2`,
);

export class PostgresRepositories implements Repositories {
  readonly #queries: Queries;

  constructor(queries: Queries) {
    this.#queries = queries;
  }

  async hasRepository(repository: RepositoryName): Promise<boolean> {
    return (await this.#queries.query(findRepository, [repository])).length > 0;
  }

  async listRepositories(page: PageRequest): Promise<Page<RepositoryName>> {
    const rows = await this.#queries.query(listRepositories, pageValues(page));
    return pageOf(
      rows.map(({ name }) => name),
      page,
    );
  }
}
