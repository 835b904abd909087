import type { ChangeAuthor, Digest, PushedManifest, RepositoryName, Tag } from '@lading/core';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { type LoggedAuthor, loggedAuthorOf } from './logged-author.js';
import { storableText } from './storable-text.js';

export interface LoggedPush {
  readonly repository: RepositoryName;
  readonly repositoryId: string;
  readonly manifest: PushedManifest;
  readonly tags: readonly Tag[];
  readonly by: ChangeAuthor;
}

interface LoggedRow extends LoggedAuthor {
  readonly repository_id: string;
  readonly repository: RepositoryName;
  readonly tag?: Tag;
  readonly digest: Digest;
  readonly media_type?: string;
  readonly artifact_type?: string | undefined;
  readonly subject?: Digest | undefined;
  readonly size?: number;
}

/**
 * Logs each manifest, which is a row without a tag, and each tag whose row this transaction wrote. A tag that already had the
 * digest was only locked. This is a separate statement, because its snapshot must not be older than the locks on the tags.
 * Its rows are one JSON text, which costs half as much as an array for each column. The lateral join looks up each tag
 * separately: a plan made for a small table could otherwise read all tags of the registry for each push.
 */
const log = statement(
  'log-pushes',
  `INSERT INTO {changes} (kind, repository, tag, digest, previous_digest, media_type, artifact_type, subject, size,
     actor_kind, actor_name, request_id, credential, rule, address)
   SELECT CASE WHEN n.tag IS NULL THEN 'manifest.pushed' ELSE 'tag.set' END, n.repository, n.tag, n.digest,
     t.previous_digest, n.media_type, n.artifact_type, n.subject, n.size, n.actor_kind, n.actor_name, n.request_id,
     n.credential, n.rule, n.address
   FROM ROWS FROM (json_to_recordset($1::json) AS (repository_id bigint, repository text, tag text, digest text,
       media_type text, artifact_type text, subject text, size bigint, actor_kind text, actor_name text, request_id text,
       credential text, rule text, address text))
     WITH ORDINALITY AS n (repository_id, repository, tag, digest, media_type, artifact_type, subject, size, actor_kind,
       actor_name, request_id, credential, rule, address, place)
     LEFT JOIN LATERAL (
       SELECT w.name, w.previous_digest FROM {tags} w
       WHERE w.repository_id = n.repository_id AND w.name = n.tag AND w.xmin = pg_current_xact_id()::xid LIMIT 1
     ) t ON true
   WHERE n.tag IS NULL OR t.name IS NOT NULL ORDER BY n.place`,
);

/** Logs pushes at the end of their transaction: the manifests that were added, then the tags that were set. */
export function logPushes(transaction: Transaction, added: readonly LoggedPush[], pushes: readonly LoggedPush[]): void {
  const rows = [...added.map(manifestRowOf), ...pushes.flatMap(tagRowsOf)];
  if (rows.length > 0) transaction.send(log, [JSON.stringify(rows)]);
}

function manifestRowOf(push: LoggedPush): LoggedRow {
  const { mediaType, artifactType, subject, bytes } = push.manifest;
  const types = { media_type: storableText(mediaType), artifact_type: artifactType && storableText(artifactType) };
  return { ...rowOf(push), ...types, subject: subject?.digest, size: bytes.byteLength };
}

function tagRowsOf(push: LoggedPush): readonly LoggedRow[] {
  const row = rowOf(push);
  return push.tags.map((tag) => ({ ...row, tag }));
}

function rowOf({ repositoryId, repository, manifest: { digest }, by }: LoggedPush): LoggedRow {
  return { repository_id: repositoryId, repository, digest, ...loggedAuthorOf(by) };
}
