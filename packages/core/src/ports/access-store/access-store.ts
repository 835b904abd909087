import type {
  CredentialRecord,
  GroupRecord,
  RobotRecord,
  RuleRecord,
  TrustRecord,
  UserRecord,
} from './access-records.js';
import type { AccessState } from './access-state.js';
import type { AuditEvent, AuditLog } from './audit-log.js';
import type { DeviceRequests } from './device-requests.js';
import type { ExchangedSecrets } from './exchanged-secrets.js';
import type { ChangeableRecords, Records } from './records.js';
import type { Sessions } from './sessions.js';
import type { SignInFailures } from './sign-in-failures.js';
import type { SigningKeys } from './signing-keys.js';
import type { SingleUses } from './single-uses.js';

/** The records of an `AccessStore` within one change. */
export interface AccessChange {
  /** The time of the change, by the clock of the store. It is after the end of the change before it. Its records have this time. */
  readonly now: Date;
  readonly users: ChangeableRecords<UserRecord>;
  readonly groups: ChangeableRecords<GroupRecord>;
  readonly robots: ChangeableRecords<RobotRecord>;
  readonly credentials: ChangeableRecords<CredentialRecord>;
  readonly rules: ChangeableRecords<RuleRecord>;
  readonly trusts: ChangeableRecords<TrustRecord>;
  /** The state with what this change has done so far, for a rule about the whole. */
  readState(): Promise<AccessState>;
  /** Adds to the audit, in the same transaction. */
  audit(event: AuditEvent): void;
}

/**
 * Stores who may do what: users, groups, robots, credentials, rules, trust rules, and the audit. It may reject with a
 * `RegistryError` of the code `UNAVAILABLE` if it cannot serve now. All times are those of the store's clock.
 */
export interface AccessStore {
  readonly users: Records<UserRecord> & { findByName(name: string): Promise<UserRecord | undefined> };
  readonly groups: Records<GroupRecord> & { findByName(name: string): Promise<GroupRecord | undefined> };
  readonly robots: Records<RobotRecord> & { findByName(name: string): Promise<RobotRecord | undefined> };
  readonly credentials: Records<CredentialRecord> & {
    findBySecret(secretHash: string): Promise<CredentialRecord | undefined>;
    listOf(owner: CredentialRecord['owner']): Promise<readonly CredentialRecord[]>;
    /** Records the use of credentials by their ids. It is no change, and has no audit entry. */
    use(ids: readonly string[]): Promise<void>;
  };
  readonly rules: Records<RuleRecord>;
  readonly trusts: Records<TrustRecord>;
  readonly exchanges: ExchangedSecrets;
  readonly deviceRequests: DeviceRequests;
  readonly singleUses: SingleUses;
  readonly sessions: Sessions;
  readonly signingKeys: SigningKeys;
  readonly failures: SignInFailures;
  readonly audit: AuditLog;

  /**
   * Makes one change after another, over all replicas. All that `work` does becomes visible and durable at once when this
   * resolves, with the next version of the state. If `work` rejects, nothing happens. `work` may be called again after a
   * failure, so it does nothing else.
   */
  change<Result>(work: (change: AccessChange) => Promise<Result>): Promise<Result>;

  /**
   * Reads the state. Every process does so every few seconds, so a store should remember the last state and read only changes. It
   * must read everything again if the last change that it remembers was lost.
   */
  readState(): Promise<AccessState>;

  /**
   * Calls `onChange` soon after each change by any replica, and after a lost connection is back, until the signal fires. A
   * notice may be lost, so its user also reads the state now and then.
   */
  watch(onChange: () => void, signal: AbortSignal): void;
}
