import type { AccessState } from '@lading/core';
import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { credentialEntity, groupEntity, robotEntity, ruleEntity, trustEntity, userEntity } from '../entities/index.js';
import type { RecordDatabase } from '../record-database.js';
import { keptDeletions } from './kept-deletions.js';
import { newerRecords } from './newer-records.js';

const kinds = ['users', 'groups', 'robots', 'credentials', 'rules', 'trusts'] as const;

/** The version of the state, and for each kind of record the version in which one was last written. */
interface FoundVersions extends Readonly<Record<(typeof kinds)[number], number>> {
  readonly version: number;
  readonly now: Date;
}

const lastChange = (table: string) => `coalesce((SELECT max(change) FROM {${table}}), -1)::float8 AS "${table}"`;

const findVersions = statement<FoundVersions>(
  'find-access-versions',
  `SELECT version::float8, clock_timestamp() AS now,
     ${kinds.map(lastChange).join(', ')}
   FROM {access_version}`,
);

const findDeleted = 'SELECT id FROM {access_deletions} WHERE change > $1';

const nothing: AccessState = {
  version: -1,
  now: new Date(0),
  users: [],
  groups: [],
  robots: [],
  credentials: [],
  rules: [],
  trusts: [],
};

/** Reads the state, and remembers it. The next read then needs only the rows of later changes. */
export class StateReader {
  #known = nothing;

  constructor(
    private readonly database: Database,
    private readonly records: RecordDatabase,
  ) {}

  async read(): Promise<AccessState> {
    const [found] = await this.database.query(findVersions, []);
    const isKnown = found !== undefined && found.version === this.#known.version;
    const state = isKnown
      ? at(this.#known, found.now)
      : await this.records.transaction('REPEATABLE READ', (manager) => this.readIn(manager));
    this.#known = state;
    return state;
  }

  /**
   * Reads the state in a transaction that sees no other change. It does not remember the state, because the transaction may be
   * rolled back.
   */
  async readIn(manager: EntityManager): Promise<AccessState> {
    const [found]: [FoundVersions] = await manager.query(this.database.qualify(findVersions.text));
    const known = isUsable(this.#known, found) ? this.#known : nothing;
    const deleted = known === nothing ? none : await this.#deletedSince(known.version, manager);
    const newer = newerRecords<(typeof kinds)[number]>(manager, { since: known.version, last: found, deleted });
    const state = {
      version: found.version,
      now: found.now,
      users: await newer('users', userEntity, known.users, ({ passwordHash, ...user }) => user),
      groups: await newer('groups', groupEntity, known.groups, (group) => group),
      robots: await newer('robots', robotEntity, known.robots, (robot) => robot),
      credentials: await newer(
        'credentials',
        credentialEntity,
        known.credentials,
        ({ secretHash, lastUsedAt, ...credential }) => (credential.revokedAt === undefined ? credential : undefined),
      ),
      rules: await newer('rules', ruleEntity, known.rules, (rule) => rule),
      trusts: await newer('trusts', trustEntity, known.trusts, (trust) => trust),
    };
    return at(state, found.now);
  }

  async #deletedSince(version: number, manager: EntityManager): Promise<ReadonlySet<string>> {
    const rows: { readonly id: string }[] = await manager.query(this.database.qualify(findDeleted), [version]);
    return new Set(rows.map(({ id }) => id));
  }
}

const none: ReadonlySet<string> = new Set();

/** Whether the remembered state can be brought up to date. A database that was restored from a backup may have an older version. */
function isUsable(known: AccessState, found: FoundVersions): boolean {
  return known.version <= found.version && known.version >= found.version - keptDeletions;
}

/** A state that was read earlier, as of a later time: without the credentials that have expired. */
function at(state: AccessState, now: Date): AccessState {
  const time = now.getTime();
  const isLive = ({ expiresAt }: AccessState['credentials'][number]) =>
    expiresAt === undefined || expiresAt.getTime() > time;
  const { credentials } = state;
  return { ...state, now, credentials: credentials.every(isLive) ? credentials : credentials.filter(isLive) };
}
