import { type AccessChange, type AccessState, type AccessStore, checkOptions, type OptionRules } from '@lading/core';
import type { DataSource, EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { PostgresAuditLog } from './audit/postgres-audit-log.js';
import { makeChange } from './change/make-change.js';
import { groupEntity, robotEntity, ruleEntity, trustEntity, userEntity } from './entities/index.js';
import { PostgresDeviceRequests } from './postgres-device-requests.js';
import { PostgresExchanges } from './postgres-exchanges.js';
import { PostgresFailures } from './postgres-failures.js';
import { PostgresSessions } from './postgres-sessions.js';
import { PostgresSigningKeys } from './postgres-signing-keys.js';
import { PostgresSingleUses } from './postgres-single-uses.js';
import { RecordDatabase } from './record-database.js';
import { PostgresCredentials } from './records/postgres-credentials.js';
import { PostgresNamedRecords, PostgresRecords } from './records/postgres-records.js';
import { StateReader } from './state/state-reader.js';
import { channelOf, watchChannel } from './state/watch.js';

export interface PostgresAccessStoreOptions {
  /** Whether statements are prepared once per connection; `false` for a pooler that cannot keep them. */
  readonly preparedStatements?: boolean;
  /** The limit of one call: the wait for a connection and all statements together; 10 seconds if absent. */
  readonly timeoutSeconds?: number;
  /** The limit of a wait for a lock; half of `timeoutSeconds` if absent. */
  readonly lockTimeoutSeconds?: number;
}

const rules = {
  preparedStatements: 'boolean?',
  timeoutSeconds: 'positive number?',
  lockTimeoutSeconds: 'positive number?',
} as const satisfies OptionRules<PostgresAccessStoreOptions>;

/**
 * Keeps who may do what in PostgreSQL, in the schema of the registry. Any number of processes may use one database; only the
 * server's clock counts.
 */
export class PostgresAccessStore implements AccessStore {
  readonly users: AccessStore['users'];
  readonly groups: AccessStore['groups'];
  readonly robots: AccessStore['robots'];
  readonly credentials: AccessStore['credentials'];
  readonly rules: AccessStore['rules'];
  readonly trusts: AccessStore['trusts'];
  readonly exchanges: AccessStore['exchanges'];
  readonly deviceRequests: AccessStore['deviceRequests'];
  readonly singleUses: AccessStore['singleUses'];
  readonly sessions: AccessStore['sessions'];
  readonly signingKeys: AccessStore['signingKeys'];
  readonly failures: AccessStore['failures'];
  readonly audit: AccessStore['audit'];
  readonly #dataSource: DataSource;
  readonly #records: RecordDatabase;
  readonly #database: Database;
  readonly #state: StateReader;

  /**
   * @param dataSource of `createRegistryDataSource`, connected before the first call
   * @throws TypeError that names an unknown or wrong option
   */
  constructor(dataSource: DataSource, options: PostgresAccessStoreOptions = {}) {
    checkOptions('PostgresAccessStore', options, rules);
    const { preparedStatements = true, timeoutSeconds = 10, lockTimeoutSeconds = timeoutSeconds / 2 } = options;
    const records = new RecordDatabase(dataSource, { timeoutSeconds, lockTimeoutSeconds });
    const database = new Database(dataSource, { preparedStatements, timeoutSeconds, lockTimeoutSeconds });
    this.#dataSource = dataSource;
    this.#records = records;
    this.#database = database;
    this.#state = new StateReader(database, records);
    this.users = new PostgresNamedRecords(records, userEntity);
    this.groups = new PostgresNamedRecords(records, groupEntity);
    this.robots = new PostgresNamedRecords(records, robotEntity);
    this.credentials = new PostgresCredentials(records, database);
    this.rules = new PostgresRecords(records, ruleEntity, 'id');
    this.trusts = new PostgresRecords(records, trustEntity, 'id');
    this.exchanges = new PostgresExchanges(database);
    this.deviceRequests = new PostgresDeviceRequests(database);
    this.singleUses = new PostgresSingleUses(database);
    this.sessions = new PostgresSessions(database);
    this.signingKeys = new PostgresSigningKeys(database);
    this.failures = new PostgresFailures(database);
    this.audit = new PostgresAuditLog(database);
  }

  change<Result>(work: (change: AccessChange) => Promise<Result>): Promise<Result> {
    const channel = channelOf(this.#dataSource);
    const qualify = (text: string) => this.#database.qualify(text);
    const readState = (manager: EntityManager) => this.#state.readIn(manager);
    const parts = { qualify, channel, readState };
    return this.#records.transaction('READ COMMITTED', (manager) => makeChange(manager, parts, work));
  }

  readState(): Promise<AccessState> {
    return this.#state.read();
  }

  watch(onChange: () => void, signal: AbortSignal): void {
    void watchChannel(this.#dataSource, onChange, signal);
  }
}
