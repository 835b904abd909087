import type { Change, ChangeAuthor } from '@lading/core';
import { type Statement, statement } from '../database/statement.js';
import { loggedAuthorOf } from './logged-author.js';

type DeletionKind = Exclude<Change['kind'], 'tag.set' | 'manifest.pushed'>;

/** The columns of `changes` that each kind has, beside its repository and its author. */
const columnsOf: Readonly<Record<DeletionKind, readonly string[]>> = {
  'tag.deleted': ['tag', 'previous_digest'],
  'manifest.deleted': ['digest', 'media_type', 'artifact_type', 'subject', 'size'],
  'blob.deleted': ['digest', 'size'],
  'repository.deleted': [],
};

/**
 * A statement that deletes rows and logs each of them. An earlier statement locks these rows, because the snapshot of
 * this one must not be older than the locks.
 * @param deletion a DELETE that returns `repository` and the columns of the kind; its values begin with `$7`, after those of
 * `authorValues`
 */
export function loggedDeletion(name: string, kind: DeletionKind, deletion: string): Statement<never> {
  const columns = ['repository', ...columnsOf[kind]].join(', ');
  return statement(
    name,
    `WITH deleted AS (${deletion})
     INSERT INTO {changes} (kind, actor_kind, actor_name, request_id, credential, rule, address, ${columns})
     SELECT '${kind}', $1, $2, $3, $4, $5, $6, ${columns} FROM deleted ORDER BY ${columns}`,
  );
}

/** The values of the columns of the author. */
export function authorValues(by: ChangeAuthor): readonly (string | undefined)[] {
  const { actor_kind, actor_name, request_id, credential, rule, address } = loggedAuthorOf(by);
  return [actor_kind, actor_name, request_id, credential, rule, address];
}
