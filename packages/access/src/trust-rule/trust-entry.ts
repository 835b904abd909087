import { createHash } from 'node:crypto';
import type { TrustRule } from '@lading/core';

/** A trust rule of a file or of the database. */
export interface TrustEntry extends TrustRule {
  /** The id of its record. For a rule of a file, `file:` and a hash of its content, so a changed rule has another id. */
  readonly id: string;
  /** Its place in the file: 2 is `access.trusts[2]`. Absent for a record. */
  readonly place?: number | undefined;
}

/** Gives each rule of a file an id that depends on its content. */
export function trustsOfFile(trusts: readonly TrustRule[]): readonly TrustEntry[] {
  return trusts.map((trust, place) => ({ ...trust, id: `file:${hashOf(trust)}`, place }));
}

/** The name of a rule in messages: its key in the file, or the id of its record. */
export function nameOfTrust({ id, place }: TrustEntry): string {
  return place === undefined ? id : `access.trusts[${place}]`;
}

function hashOf(trust: TrustRule): string {
  return createHash('sha256').update(JSON.stringify(trust)).digest('hex').slice(0, 16);
}
