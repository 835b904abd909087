import {
  type Digest,
  type Page,
  type PageRequest,
  type RepositoryName,
  requireTagCondition,
  type Tag,
  type TagCondition,
  type Tags,
} from '@lading/core';
import type { Database } from '../database/database.js';
import { pageOf, pageValues } from '../database/page.js';
import { statement } from '../database/statement.js';

const listTags = statement<{ name: Tag }>(
  'list-tags',
  `SELECT t.name FROM {tags} t WHERE t.repository_id = (SELECT id FROM {repositories} WHERE name = $1)
     AND t.name > $2 ORDER BY t.name LIMIT $3`,
);

const lockTag = statement<{ repositoryId: string; digest: Digest }>(
  'lock-tag',
  `SELECT t.repository_id AS "repositoryId", t.digest FROM {repositories} r JOIN {tags} t ON t.repository_id = r.id
   WHERE r.name = $1 AND t.name = $2 FOR UPDATE OF t`,
);

const deleteLocked = statement('delete-tag', 'DELETE FROM {tags} WHERE repository_id = $1 AND name = $2');

export class PostgresTags implements Tags {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async listTags(repository: RepositoryName, page: PageRequest): Promise<Page<Tag>> {
    const rows = await this.#database.query(listTags, [repository, ...pageValues(page)], page.signal);
    return pageOf(
      rows.map(({ name }) => name),
      page,
    );
  }

  deleteTag(repository: RepositoryName, tag: Tag, condition?: TagCondition): Promise<boolean> {
    return this.#database.transaction(async (transaction) => {
      const [locked] = await transaction.query(lockTag, [repository, tag]);
      if (locked === undefined) return false;
      requireTagCondition(condition, tag, locked.digest);
      transaction.send(deleteLocked, [locked.repositoryId, tag]);
      return true;
    });
  }
}
