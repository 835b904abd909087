import type { Identity } from '@lading/core';
import type { Claim } from '../live/access-view.js';

/** The subject of a token for an identity: `user:NAME`, `robot:NAME`, or empty for an anonymous one. */
export function subjectOf(identity: Identity): string {
  if (identity.kind === 'anonymous') return '';
  if (identity.kind === 'user' || identity.kind === 'robot') return `${identity.kind}:${identity.name}`;
  throw new TypeError(`the token service has no tokens for an identity of the kind ${identity.kind}`);
}

/** The account of a subject; `undefined` if the subject is not an account. */
export function parseSubject(subject: string): Pick<Claim, 'kind' | 'name'> | undefined {
  const [, kind, name] = /^(user|robot):(.+)$/s.exec(subject) ?? [];
  return kind === undefined || name === undefined ? undefined : { kind: kind as Claim['kind'], name };
}
