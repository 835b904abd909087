import type { AccessState, CredentialRecord, RobotRecord, UserRecord } from '@lading/core';
import { isGroupOfProvider } from '../identity-provider/provider-groups.js';
import type { TrustEntry } from '../trust-rule/trust-entry.js';
import type { AccessFiles } from './access-files.js';
import { credentialsById, fileGroupsByMember, groupsByMember, robotsByName, usersByName } from './state-index.js';

/** A credential, or a trust rule as the credential of the workloads that it signs in. */
interface Credential extends Pick<AccessState['credentials'][number], 'owner' | 'scopes' | 'expiresAt' | 'revokedAt'> {
  /** Proofs from before this time do not count any more. */
  readonly notBefore?: Date | undefined;
}

type User = Omit<UserRecord, 'passwordHash'>;

/** How far our estimate of the store's clock may be behind it. */
const clockToleranceMilliseconds = 1000;

/** Users and robots by name and credentials by id, as of one state. Times are compared at each question. */
export class Accounts {
  readonly #users: ReadonlyMap<string, User>;
  readonly #robots: ReadonlyMap<string, RobotRecord>;
  readonly #credentials: ReadonlyMap<string, Credential>;
  /** The robots that trust rules of files name. */
  readonly #robotsOfFiles: ReadonlySet<string>;
  /** The trust rules as credentials, by their ids. */
  readonly #trusts: ReadonlyMap<string, Credential>;
  readonly #groups: ReadonlyMap<string, readonly string[]>;
  readonly #groupsOfFiles: ReadonlyMap<string, readonly string[]>;

  /** @param files the current files. Groups and trust rules are read once, here, and users and marks at each question */
  constructor(
    { users, robots, credentials, groups, trusts }: AccessState,
    private readonly files: () => AccessFiles,
  ) {
    this.#users = usersByName(users);
    this.#robots = robotsByName(robots);
    this.#credentials = credentialsById(credentials);
    const trustsOfFiles = files().trusts ?? [];
    this.#robotsOfFiles = new Set(trustsOfFiles.map(({ robot }) => robot));
    this.#trusts = new Map([...trustsOfFiles, ...trusts].map((trust) => [trust.id, credentialOf(trust)]));
    this.#groups = groupsByMember(groups);
    this.#groupsOfFiles = fileGroupsByMember(files().groups);
  }

  /** Whether files or records have a user of this name, who may be disabled. */
  hasUser(name: string): boolean {
    return this.#users.has(name) || this.files().users.has(name);
  }

  /** The marks of the password that the htpasswd file has of a user; empty for others. */
  marksOf(user: string): readonly string[] {
    return this.files().marksOf?.(user) ?? [];
  }

  /** Whether the mark is that of the user's current password in the file. A user who is not in the file has no mark. */
  hasPassword(user: string, mark: string | undefined): boolean {
    if (this.files().marksOf === undefined) return true;
    const marks = this.marksOf(user);
    return mark === undefined ? marks.length === 0 : marks.includes(mark);
  }

  /** Whether there is a record of this robot, or a trust rule of a file names it. */
  #hasRobot(name: string): boolean {
    return this.#robots.has(name) || this.#robotsOfFiles.has(name);
  }

  groupsOf(user: string): readonly string[] {
    return [
      ...new Set([
        ...(this.#groupsOfFiles.get(user) ?? []),
        ...(this.#groups.get(user) ?? []),
        ...groupsAtProvider(this.#users.get(user), this.files()),
      ]),
    ];
  }

  /** Whether there is this account, and it is not disabled or expired. */
  isEnabled(kind: 'user' | 'robot', name: string, now: number): boolean {
    const known = kind === 'user' ? this.hasUser(name) : this.#hasRobot(name);
    return known && !this.isBlocked(kind, name, now);
  }

  /** Whether there is a record of this account that is disabled or expired. */
  isBlocked(kind: 'user' | 'robot', name: string, now: number): boolean {
    if (kind === 'user') return this.#users.get(name)?.isDisabled ?? false;
    const robot = this.#robots.get(name);
    return robot !== undefined && (robot.isDisabled || isOver(robot.expiresAt, now));
  }

  /** Whether what the account has proved at some time still counts. */
  counts(kind: 'user' | 'robot', name: string, since: Date): boolean {
    const account = kind === 'user' ? this.#users.get(name) : this.#robots.get(name);
    if (account === undefined) return true;
    const { notBefore, createdAt } = account;
    const isOfEarlierAccount = since.getTime() < createdAt.getTime() - clockToleranceMilliseconds;
    return !isOfEarlierAccount && (notBefore === undefined || since >= notBefore);
  }

  /** A credential of this owner that is not revoked and not expired. */
  credential(id: string, owner: CredentialRecord['owner'], now: number): Credential | undefined {
    const credential = this.#credentials.get(id) ?? this.#trusts.get(id);
    if (credential === undefined || credential.revokedAt !== undefined || isOver(credential.expiresAt, now))
      return undefined;
    return credential.owner.kind === owner.kind && credential.owner.name === owner.name ? credential : undefined;
  }
}

function isOver(expiresAt: Date | undefined, now: number): boolean {
  return expiresAt !== undefined && expiresAt.getTime() <= now;
}

/**
 * The groups that a provider named at the last sign-in and may still give by the current file. They do not count if the htpasswd
 * file has a user of the same name, who is another person.
 */
export function groupsAtProvider(
  user: Pick<User, 'name' | 'identity' | 'providerGroups'> | undefined,
  { users, providers = [] }: Pick<AccessFiles, 'users' | 'providers'>,
): readonly string[] {
  if (user?.providerGroups === undefined || users.has(user.name)) return [];
  const provider = providers.find(({ issuer }) => issuer === user.identity?.issuer);
  return provider === undefined ? [] : user.providerGroups.filter((group) => isGroupOfProvider(provider, group));
}

/** Who has signed in by an earlier version of a rule might not match it now. A rule of a file gets another id instead. */
function credentialOf({ robot: name, scopes, updatedAt }: TrustEntry & { readonly updatedAt?: Date }): Credential {
  return { owner: { kind: 'robot', name }, scopes, notBefore: updatedAt };
}
