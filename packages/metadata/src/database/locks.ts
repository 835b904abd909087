/** A row lock of a statement. */
interface Lock {
  /** The table whose rows are locked. */
  readonly table: string;
  readonly clause: string;
}

/**
 * Every lock that a statement names, in the order in which a transaction takes them. docs/locks.md explains them, and the
 * locks that PostgreSQL adds. Rows of one table are locked in the order of their keys.
 */
export const locks = {
  checkedRepository: { table: 'repositories', clause: 'FOR NO KEY UPDATE' },
  claimedUpload: { table: 'upload_sessions', clause: 'FOR UPDATE' },
  deadUpload: { table: 'upload_sessions', clause: 'FOR UPDATE SKIP LOCKED' },
  closedUpload: { table: 'upload_sessions, objects', clause: 'FOR UPDATE OF s, o' },
  trash: { table: 'objects', clause: 'FOR UPDATE SKIP LOCKED' },
  deletedBlob: { table: 'blobs', clause: 'FOR UPDATE OF b' },
  mountedBlob: { table: 'blobs', clause: 'FOR KEY SHARE OF b' },
  deletedLink: { table: 'repository_blobs', clause: 'FOR UPDATE OF l' },
  dueLink: { table: 'repository_blobs', clause: 'FOR NO KEY UPDATE SKIP LOCKED' },
  listedLink: { table: 'repository_blobs', clause: 'FOR KEY SHARE OF l' },
  awaitingRepository: { table: 'repositories', clause: 'FOR UPDATE' },
  deletedManifest: { table: 'manifests', clause: 'FOR UPDATE OF m' },
  listedManifest: { table: 'manifests', clause: 'FOR KEY SHARE OF m' },
  keptLink: { table: 'repository_blobs', clause: 'FOR NO KEY UPDATE OF l' },
  writtenTag: { table: 'tags', clause: 'FOR UPDATE OF t' },
  usedCredential: { table: 'credentials', clause: 'FOR NO KEY UPDATE SKIP LOCKED' },
  auditCursor: { table: 'audit_cursor', clause: 'FOR UPDATE SKIP LOCKED' },
  emptyRepository: { table: 'repositories', clause: 'FOR UPDATE SKIP LOCKED' },
} as const satisfies Readonly<Record<string, Lock>>;
