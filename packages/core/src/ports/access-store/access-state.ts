import type {
  CredentialRecord,
  GroupRecord,
  RobotRecord,
  RuleRecord,
  TrustRecord,
  UserRecord,
} from './access-records.js';

/** All records that decide about access, as of one moment. Every process keeps them in memory. */
export interface AccessState {
  /** Increases with each change. It goes back only if the store loses changes, in a failover or by a restore from a backup. */
  readonly version: number;
  /**
   * A random text. Each change makes a new one, even a change that is undone. Two states with the same version and stamp differ
   * only in `now` and in credentials that have expired.
   */
  readonly stamp: string;
  /** The moment, by the clock of the store. All times of records are compared with that clock, never with one of a process. */
  readonly now: Date;
  readonly users: readonly Omit<UserRecord, 'passwordHash'>[];
  readonly groups: readonly GroupRecord[];
  readonly robots: readonly RobotRecord[];
  /** Those that are not revoked and not expired. */
  readonly credentials: readonly Omit<CredentialRecord, 'secretHash' | 'lastUsedAt'>[];
  readonly rules: readonly RuleRecord[];
  readonly trusts: readonly TrustRecord[];
}
