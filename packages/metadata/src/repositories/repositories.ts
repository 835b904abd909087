import {
  everyRepository,
  type Page,
  type Repositories,
  type RepositoryFilter,
  type RepositoryName,
  type RepositoryPage,
} from '@lading/core';
import { pageOf, pageValues } from '../database/page.js';
import { type Queries, statement } from '../database/statement.js';
import { hasContent } from './has-content.js';
import { listVisibleRepositories } from './list-visible.js';

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

  async has(repository: RepositoryName): Promise<boolean> {
    return (await this.#queries.query(findRepository, [repository])).length > 0;
  }

  async list(page: RepositoryPage): Promise<Page<RepositoryName>> {
    const { visible = everyRepository } = page;
    return pageOf(
      isEverything(visible) ? await this.#listAll(page) : await listVisibleRepositories(this.#queries, page, visible),
      page,
    );
  }

  async #listAll(page: RepositoryPage): Promise<readonly RepositoryName[]> {
    const rows = await this.#queries.query(listRepositories, pageValues(page), page.signal);
    return rows.map(({ name }) => name);
  }
}

function isEverything({ allow, deny = [] }: RepositoryFilter): boolean {
  return deny.length === 0 && allow.some((pattern) => pattern === '**');
}
