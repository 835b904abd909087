import {
  type AccessChange,
  type AccessState,
  type AccessStore,
  type AuditEvent,
  type Changes,
  checkOptions,
  type OptionRules,
} from '@lading/core';
import { AccessClock } from './access-clock.js';
import { type AccessTables, emptyTables, nextTables, stateOf } from './access-tables.js';
import { copyOf } from './copy-of.js';
import { MemoryAudit } from './memory-audit.js';
import { MemoryChangeableRecords } from './memory-changeable-records.js';
import { MemoryCredentials } from './memory-credentials.js';
import { MemoryDeviceRequests } from './memory-device-requests.js';
import { MemoryExchanges } from './memory-exchanges.js';
import { MemoryFailures } from './memory-failures.js';
import { MemoryNamedRecords, MemoryRecords } from './memory-records.js';
import { MemorySessions } from './memory-sessions.js';
import { MemorySigningKeys } from './memory-signing-keys.js';
import { MemorySingleUses } from './memory-single-uses.js';
import { Turns } from './turns.js';

export interface MemoryAccessStoreOptions {
  /** The store's clock, in milliseconds since 1970; `Date.now` if absent. */
  readonly now?: () => number;
  /** The log of changes of the registry, for the audit; without it there is nothing to copy. */
  readonly changes?: Changes;
}

const rules = { now: 'function?', changes: 'object?' } as const satisfies OptionRules<MemoryAccessStoreOptions>;

/** `use` records the use of a credential at most once in this time. */
const minute = 60;

/** Keeps who may do what in the memory of one process, for tests and trials. */
export class MemoryAccessStore implements AccessStore {
  readonly users: AccessStore['users'];
  readonly groups: AccessStore['groups'];
  readonly robots: AccessStore['robots'];
  readonly credentials: AccessStore['credentials'];
  readonly rules: AccessStore['rules'];
  readonly trusts: AccessStore['trusts'];
  readonly exchanges: AccessStore['exchanges'];
  readonly deviceRequests: AccessStore['deviceRequests'];
  readonly singleUses: AccessStore['singleUses'];
  readonly sessions: MemorySessions;
  readonly signingKeys: MemorySigningKeys;
  readonly failures: MemoryFailures;
  readonly audit: MemoryAudit;
  readonly #clock: AccessClock;
  readonly #turns = new Turns();
  readonly #watchers = new Set<() => void>();
  #tables = emptyTables();

  /** @throws TypeError that names an unknown or wrong option */
  constructor(options: MemoryAccessStoreOptions = {}) {
    checkOptions('MemoryAccessStore', options, rules);
    const clock = new AccessClock(options.now ?? Date.now);
    this.#clock = clock;
    this.users = new MemoryNamedRecords(() => this.#tables.users);
    this.groups = new MemoryNamedRecords(() => this.#tables.groups);
    this.robots = new MemoryNamedRecords(() => this.#tables.robots);
    this.credentials = new MemoryCredentials(
      () => this.#tables.credentials,
      (ids) => this.#turns.take(() => this.#use(ids)),
    );
    this.rules = new MemoryRecords(() => this.#tables.rules);
    this.trusts = new MemoryRecords(() => this.#tables.trusts);
    this.exchanges = new MemoryExchanges(clock);
    this.deviceRequests = new MemoryDeviceRequests(clock);
    this.singleUses = new MemorySingleUses(clock);
    this.sessions = new MemorySessions(clock);
    this.signingKeys = new MemorySigningKeys(clock);
    this.failures = new MemoryFailures(clock);
    this.audit = new MemoryAudit(clock, options.changes);
  }

  async change<Result>(work: (change: AccessChange) => Promise<Result>): Promise<Result> {
    const result = await this.#turns.take(async () => {
      const tables = nextTables(this.#tables);
      const events: AuditEvent[] = [];
      const done = await work(this.#changeOf(tables, events));
      this.#tables = tables;
      this.audit.add(events);
      return done;
    });
    for (const notify of this.#watchers) notify();
    return result;
  }

  async readState(): Promise<AccessState> {
    return stateOf(this.#tables, new Date(this.#clock.now));
  }

  watch(onChange: () => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    const notify = () => queueMicrotask(onChange);
    this.#watchers.add(notify);
    signal.addEventListener('abort', () => this.#watchers.delete(notify), { once: true });
  }

  #changeOf(tables: AccessTables, events: AuditEvent[]): AccessChange {
    const { users, groups, robots, credentials, rules, trusts } = tables;
    const at = { now: new Date(this.#clock.now), newId: () => this.#clock.newId() };
    return {
      now: at.now,
      users: new MemoryChangeableRecords(users, at, ['name', 'identity']),
      groups: new MemoryChangeableRecords(groups, at, ['name']),
      robots: new MemoryChangeableRecords(robots, at, ['name']),
      credentials: new MemoryChangeableRecords(credentials, at, ['secretHash'], ['lastUsedAt']),
      rules: new MemoryChangeableRecords(rules, at),
      trusts: new MemoryChangeableRecords(trusts, at),
      readState: async () => stateOf(tables, at.now),
      audit: (event) => void events.push(copyOf(event)),
    };
  }

  /** It waits for a change that is being made, which would forget it. */
  #use(ids: readonly string[]): void {
    const { credentials } = this.#tables;
    for (const id of ids) {
      const credential = credentials.get(id);
      if (credential === undefined || +(credential.lastUsedAt ?? 0) > this.#clock.before(minute)) continue;
      credentials.set(id, { ...credential, lastUsedAt: new Date(this.#clock.now) });
    }
  }
}
