import type { AccessState } from '@lading/core';
import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database.js';
import { credentialEntity, groupEntity, robotEntity, ruleEntity, trustEntity, userEntity } from '../entities/index.js';
import type { RecordDatabase } from '../record-database.js';
import { type FoundVersions, findVersions, type StateKind } from './found-versions.js';
import { LiveCredentials } from './live-credentials.js';
import { newerRecords } from './newer-records.js';

const findStamp = 'SELECT 1 FROM {access_stamps} WHERE change = $1 AND stamp = $2';

const findDeleted = 'SELECT id FROM {access_deletions} WHERE change > $1';

const nothing: AccessState = {
  version: -1,
  stamp: '',
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
  /** Includes credentials that have expired, because the clock of the database may go back. */
  #known = nothing;
  readonly #live = new LiveCredentials();

  constructor(
    private readonly database: Database,
    private readonly records: RecordDatabase,
  ) {}

  async read(): Promise<AccessState> {
    const [found] = await this.database.query(findVersions, []);
    const { version, stamp } = this.#known;
    if (found?.version === version && found.stamp === stamp) return this.#at(this.#known, found.now);
    const state = await this.records.transaction('REPEATABLE READ', (manager) => this.#readAll(manager));
    this.#known = state;
    return this.#at(state, state.now);
  }

  /**
   * Reads the state in a transaction that sees no other change. It does not remember the state, because the transaction may be
   * rolled back.
   */
  async readIn(manager: EntityManager): Promise<AccessState> {
    const state = await this.#readAll(manager);
    return this.#at(state, state.now);
  }

  /** A state as of a time: without the credentials that have expired. */
  #at(state: AccessState, now: Date): AccessState {
    return { ...state, now, credentials: this.#live.of(state.credentials, now) };
  }

  async #readAll(manager: EntityManager): Promise<AccessState> {
    const [found]: [FoundVersions] = await manager.query(this.database.qualify(findVersions.text));
    const known = (await this.#isContinuedBy(found, manager)) ? this.#known : nothing;
    const deleted = known === nothing ? none : await this.#deletedSince(known.version, manager);
    const newer = newerRecords<StateKind>(manager, { since: known.version, last: found, deleted });
    return {
      version: found.version,
      stamp: found.stamp,
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
  }

  /**
   * Whether the remembered state can be brought up to date: the database has its change and all later deletions. A database that
   * was restored from a backup, or that has lost changes in a failover, may have other changes with the same versions.
   */
  async #isContinuedBy(found: FoundVersions, manager: EntityManager): Promise<boolean> {
    const { version, stamp } = this.#known;
    if (this.#known === nothing || version > found.version) return false;
    const rows: unknown[] = await manager.query(this.database.qualify(findStamp), [version, stamp]);
    return rows.length > 0;
  }

  async #deletedSince(version: number, manager: EntityManager): Promise<ReadonlySet<string>> {
    const rows: { readonly id: string }[] = await manager.query(this.database.qualify(findDeleted), [version]);
    return new Set(rows.map(({ id }) => id));
  }
}

const none: ReadonlySet<string> = new Set();
