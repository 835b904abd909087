import type { RepositoryPattern } from '../../name/repository-pattern.js';
import type { AccessRule, CredentialScope } from './access-rule.js';
import type { TrustRule } from './trust-rule.js';

/** The members that every record of an `AccessStore` has. */
export interface AccessRecord {
  /** A UUID of version 7, so that ids sort by the time of creation. The store makes it. */
  readonly id: string;
  /** Counts the changes of the record, from 1. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The account of a person at an identity provider (OpenID Connect Core 1.0, section 2): the claims `iss` and `sub`. */
export interface UserIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** A person who signs in with a password or through an identity provider. */
export interface UserRecord extends AccessRecord {
  /** Unique among users. */
  readonly name: string;
  readonly displayName?: string | undefined;
  readonly email?: string | undefined;
  readonly isDisabled: boolean;
  /** Tokens and sessions from before this time are not valid. */
  readonly notBefore?: Date | undefined;
  /** A hash in PHC form. Never in an answer, a log or an audit entry. */
  readonly passwordHash?: string | undefined;
  /** Unique among users, and never an e-mail address. Absent for a user who does not sign in through a provider. */
  readonly identity?: UserIdentity | undefined;
  /** The groups that the provider named at the last sign-in. The records of groups do not contain them. */
  readonly providerGroups?: readonly string[] | undefined;
}

/** A set of users that rules can name. */
export interface GroupRecord extends AccessRecord {
  /** Unique among groups. */
  readonly name: string;
  readonly description?: string | undefined;
  /** The names of its users, also of those who are only in an htpasswd file. */
  readonly members: readonly string[];
}

/** An account for programs. */
export interface RobotRecord extends AccessRecord {
  /** Unique among robots. */
  readonly name: string;
  readonly description?: string | undefined;
  /** Who has the right `admin` on this pattern manages the robot. */
  readonly namespace: RepositoryPattern;
  readonly isDisabled: boolean;
  readonly expiresAt?: Date | undefined;
  readonly notBefore?: Date | undefined;
}

/** A random secret of a user (a personal access token) or of a robot. */
export interface CredentialRecord extends AccessRecord {
  readonly owner: { readonly kind: 'user' | 'robot'; readonly name: string };
  /** Its purpose, in the owner's words. */
  readonly description: string;
  /** SHA-256 of the secret in hexadecimal; unique. Never in an answer, a log or an audit entry. */
  readonly secretHash: string;
  /** The last four characters of the secret. */
  readonly hint: string;
  /** It is limited to these; to the rights of its owner if absent. */
  readonly scopes?: readonly CredentialScope[] | undefined;
  readonly expiresAt?: Date | undefined;
  readonly revokedAt?: Date | undefined;
  /** Only `use` changes it. */
  readonly lastUsedAt?: Date | undefined;
}

/** A rule of the database. Rules of a file are not records. */
export interface RuleRecord extends AccessRecord, AccessRule {
  readonly description?: string | undefined;
}

/** A trust rule of the database. Trust rules of a file are not records. */
export interface TrustRecord extends AccessRecord, TrustRule {
  readonly description?: string | undefined;
}

/** The members of a record that its creator gives. */
export type NewRecord<Record extends AccessRecord> = Omit<Record, keyof AccessRecord>;
