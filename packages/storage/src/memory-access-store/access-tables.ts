import { randomUUID } from 'node:crypto';
import type {
  AccessState,
  CredentialRecord,
  GroupRecord,
  RobotRecord,
  RuleRecord,
  TrustRecord,
  UserRecord,
} from '@lading/core';
import { inByteOrder } from '../memory-metadata-store/page-of.js';

/** The records of one kind by their ids. */
export type Table<Record> = Map<string, Record>;

/** All records as of one version. */
export interface AccessTables {
  readonly version: number;
  readonly stamp: string;
  readonly users: Table<UserRecord>;
  readonly groups: Table<GroupRecord>;
  readonly robots: Table<RobotRecord>;
  readonly credentials: Table<CredentialRecord>;
  readonly rules: Table<RuleRecord>;
  readonly trusts: Table<TrustRecord>;
}

export function emptyTables(): AccessTables {
  return {
    version: 0,
    stamp: randomUUID(),
    users: new Map(),
    groups: new Map(),
    robots: new Map(),
    credentials: new Map(),
    rules: new Map(),
    trusts: new Map(),
  };
}

/** Tables of the next version, which can be changed. */
export function nextTables({ version, users, groups, robots, credentials, rules, trusts }: AccessTables): AccessTables {
  return {
    version: version + 1,
    stamp: randomUUID(),
    users: new Map(users),
    groups: new Map(groups),
    robots: new Map(robots),
    credentials: new Map(credentials),
    rules: new Map(rules),
    trusts: new Map(trusts),
  };
}

export function stateOf(
  { version, stamp, users, groups, robots, credentials, rules, trusts }: AccessTables,
  now: Date,
): AccessState {
  return {
    version,
    stamp,
    now,
    users: byKey(users.values()).map(({ passwordHash, ...user }) => user),
    groups: byKey(groups.values()),
    robots: byKey(robots.values()),
    credentials: byKey(credentials.values())
      .filter(({ revokedAt, expiresAt }) => revokedAt === undefined && (expiresAt === undefined || expiresAt > now))
      .map(({ secretHash, lastUsedAt, ...credential }) => credential),
    rules: byKey(rules.values()),
    trusts: byKey(trusts.values()),
  };
}

/** The name of a record, or its id if it has no name. */
export function keyOf(record: { readonly id: string; readonly name?: string }): string {
  return record.name ?? record.id;
}

export function byKey<Record extends { readonly id: string; readonly name?: string }>(
  records: Iterable<Record>,
): Record[] {
  return [...records].sort((one, other) => inByteOrder(keyOf(one), keyOf(other)));
}
