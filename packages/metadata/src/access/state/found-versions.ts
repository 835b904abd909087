import { statement } from '../../database/statement.js';

const kinds = ['users', 'groups', 'robots', 'credentials', 'rules', 'trusts'] as const;

export type StateKind = (typeof kinds)[number];

/** The version of the state with its stamp, and for each kind of record the version in which one was last written. */
export interface FoundVersions extends Readonly<Record<StateKind, number>> {
  readonly version: number;
  readonly stamp: string;
  readonly now: Date;
}

const lastChange = (table: string) => `coalesce((SELECT max(change) FROM {${table}}), -1)::float8 AS "${table}"`;

export const findVersions = statement<FoundVersions>(
  'find-access-versions',
  `SELECT version::float8, stamp, clock_timestamp() AS now,
     ${kinds.map(lastChange).join(', ')}
   FROM {access_version}`,
);
