import {
  type Digest,
  type Page,
  type PageRequest,
  type RepositoryName,
  requireTagWrite,
  type Tag,
  type TagDeletion,
  type Tags,
} from '@lading/core';
import { authorValues, loggedDeletion } from '../changes/log-deletion.js';
import { checkChange, lockForCheck } from '../checks/check-change.js';
import type { CheckTurns } from '../checks/check-turns.js';
import type { Database } from '../database/database.js';
import { locks } from '../database/locks.js';
import { statement } from '../database/statement.js';
import { listTags } from '../lookups/list-tags.js';

const lockTag = statement<{ repositoryId: string; digest: Digest }>(
  'lock-tag',
  `SELECT t.repository_id AS "repositoryId", t.digest FROM {repositories} r JOIN {tags} t ON t.repository_id = r.id
   WHERE r.name = $1 AND t.name = $2 ${locks.writtenTag.clause}`,
);

const deleteLocked = loggedDeletion(
  'delete-tag',
  'tag.deleted',
  `DELETE FROM {tags} WHERE repository_id = $7 AND name = $8
   RETURNING $9::text AS repository, name AS tag, digest AS previous_digest`,
);

export class PostgresTags implements Tags {
  readonly #database: Database;
  readonly #turns: CheckTurns;

  constructor(database: Database, turns: CheckTurns) {
    this.#database = database;
    this.#turns = turns;
  }

  list(repository: RepositoryName, page: PageRequest): Promise<Page<Tag>> {
    return listTags(this.#database, repository, page);
  }

  delete(deletion: TagDeletion): Promise<boolean> {
    return this.#turns.take(deletion.repository, deletion.check !== undefined, () => this.#delete(deletion));
  }

  #delete({ repository, tag, require = {}, check, by }: TagDeletion): Promise<boolean> {
    return this.#database.transaction(async (transaction) => {
      if (check !== undefined) await lockForCheck(transaction, repository);
      const [locked] = await transaction.query(lockTag, [repository, tag]);
      if (locked === undefined) return false;
      const { repositoryId, digest } = locked;
      requireTagWrite(require, [{ tag, current: digest }]);
      await checkChange(transaction, check, { kind: 'tag.delete', repository, tag, from: digest });
      transaction.send(deleteLocked, [...authorValues(by), repositoryId, tag, repository]);
      return true;
    });
  }
}
