import type { Page, PageRequest, Repositories, RepositoryName } from '@lading/core';
import { pageOf, pageValues } from '../database/page.js';
import { type Queries, statement } from '../database/statement.js';
import { hasContent } from './has-content.js';

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
    const rows = await this.#queries.query(listRepositories, pageValues(page), page.signal);
    return pageOf(
      rows.map(({ name }) => name),
      page,
    );
  }
}
