import type {
  Actor,
  Change,
  ChangeAuthor,
  ChangeEvent,
  Digest,
  LoggedManifest,
  Position,
  RepositoryName,
  Tag,
} from '@lading/core';

/** Numbers of 64 bits come as texts. */
export interface ChangeRow {
  readonly at: Date;
  readonly horizon: string;
  readonly position: string;
  readonly kind: Change['kind'];
  readonly repository: RepositoryName;
  readonly tag: Tag | null;
  readonly digest: Digest | null;
  readonly previousDigest: Digest | null;
  readonly mediaType: string | null;
  readonly artifactType: string | null;
  readonly subject: Digest | null;
  readonly size: string | null;
  readonly actorKind: Actor['kind'];
  readonly actorName: string | null;
  readonly requestId: string;
  readonly credential: string | null;
  readonly rule: string | null;
  readonly address: string | null;
}

export const changeColumns = `c.at, c.horizon, c.position, c.kind, c.repository, c.tag, c.digest,
  c.previous_digest AS "previousDigest", c.media_type AS "mediaType", c.artifact_type AS "artifactType", c.subject, c.size,
  c.actor_kind AS "actorKind", c.actor_name AS "actorName", c.request_id AS "requestId",
  c.credential, c.rule, c.address`;

export function changeOf(row: ChangeRow): Change {
  const { at, repository } = row;
  return { position: positionOf(row), at, repository, ...authorOf(row), ...eventOf(row) };
}

function authorOf({ actorKind: kind, actorName: name, requestId, credential, rule, address }: ChangeRow): ChangeAuthor {
  return {
    actor: { kind, ...(name !== null && { name }) },
    requestId,
    ...(credential !== null && { credential }),
    ...(rule !== null && { rule }),
    ...(address !== null && { address }),
  };
}

/** The columns of each kind are set together, so that the assertions below hold. */
function eventOf(row: ChangeRow): ChangeEvent {
  const { kind, size } = row;
  const [tag, digest, from] = [row.tag as Tag, row.digest as Digest, row.previousDigest];
  switch (kind) {
    case 'tag.set':
      return { kind, tag, ...(from !== null && { from }), to: digest };
    case 'tag.deleted':
      return { kind, tag, from: from as Digest };
    case 'manifest.pushed':
    case 'manifest.deleted':
      return { kind, ...manifestOf(row) };
    case 'blob.deleted':
      return { kind, digest, size: Number(size) };
    case 'repository.deleted':
      return { kind };
  }
}

function manifestOf({ digest, mediaType, size, artifactType, subject }: ChangeRow): LoggedManifest {
  return {
    digest: digest as Digest,
    mediaType: mediaType as string,
    size: Number(size),
    ...(artifactType !== null && { artifactType }),
    ...(subject !== null && { subject }),
  };
}

function positionOf({ horizon, position }: ChangeRow): Position {
  return `${horizon}.${position}` as Position;
}

const form = /^(\d{1,18})\.(\d{1,18})$/;

/** The values of a position in SQL; without a position, those before all changes. */
export function positionValues(position: Position | undefined): [horizon: string, position: string] {
  if (position === undefined) return ['0', '0'];
  const [, horizon, place] = form.exec(position) ?? [];
  if (horizon === undefined || place === undefined)
    throw new TypeError('the position of a change must come from this store');
  return [horizon, place];
}
