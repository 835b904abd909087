import type { AccessStore } from '@lading/core';
import type { AccessFiles } from '../live/access-files.js';
import type { LiveState } from '../live/live-state.js';
import type { AdministrationContext } from './administration-context.js';
import { AuditReading } from './audit-log/audit-reading.js';
import { Changes } from './change/changes.js';
import type { NewSecret } from './credentials/make-credential.js';
import { PersonalTokens } from './credentials/personal-tokens.js';
import { RobotSecrets } from './credentials/robot-secrets.js';
import { createFirstAdministrator, type FirstAdministrator } from './first/first-administrator.js';
import { GroupAdministration } from './groups/group-administration.js';
import { KeyAdministration, type TokenKeys } from './keys/key-administration.js';
import type { ActorRights } from './rights/actor-rights.js';
import { RobotAdministration } from './robots/robot-administration.js';
import { RuleAdministration } from './rules/rule-administration.js';
import { SessionAdministration } from './sessions/session-administration.js';
import { TrustAdministration } from './trusts/trust-administration.js';
import { PasswordAdministration } from './users/password-administration.js';
import { UserAdministration } from './users/user-administration.js';

interface AdministrationOptions {
  readonly store: AccessStore;
  readonly live: LiveState;
  /** The current rules, groups and users of files. */
  readonly files: () => AccessFiles;
  /** Returns the PHC form of a hash. */
  readonly hashPassword: (password: string) => Promise<string>;
  /** Makes a random secret. */
  readonly createSecret: (kind: 'personal' | 'robot') => NewSecret;
  /** Those of the token service. Absent if the registry has none of its own. */
  readonly keys?: TokenKeys | undefined;
  /** The issuer of the bearer tokens that the registry takes anyway. No trust rule may name it. */
  readonly ownIssuer?: string | undefined;
}

/**
 * The operations that manage access. Each is checked against the rights of its actor, and each change has its event in the
 * audit, in the same transaction. All throw `AdministrationError`.
 */
export interface Administration {
  readonly users: UserAdministration;
  readonly passwords: PasswordAdministration;
  readonly groups: GroupAdministration;
  readonly robots: RobotAdministration;
  readonly robotSecrets: RobotSecrets;
  readonly personalTokens: PersonalTokens;
  readonly rules: RuleAdministration;
  readonly trusts: TrustAdministration;
  readonly sessions: SessionAdministration;
  readonly keys: KeyAdministration;
  readonly auditLog: AuditReading;
  /** The rights of an actor: which patterns it manages. */
  rightsOf(context: AdministrationContext): Promise<ActorRights>;
  /** Creates the user who manages a new registry. @throws AdministrationError `TAKEN` if there is one, unless forced */
  createFirstAdministrator(administrator: FirstAdministrator): Promise<void>;
}

export function createAdministration({ createSecret, ...options }: AdministrationOptions): Administration {
  const all = { ...options, changes: new Changes(options) };
  return {
    users: new UserAdministration(all),
    passwords: new PasswordAdministration(all),
    groups: new GroupAdministration(all),
    robots: new RobotAdministration(all),
    robotSecrets: new RobotSecrets({ ...all, createSecret: () => createSecret('robot') }),
    personalTokens: new PersonalTokens({ ...all, createSecret: () => createSecret('personal') }),
    rules: new RuleAdministration(all),
    trusts: new TrustAdministration(all),
    sessions: new SessionAdministration(all),
    keys: new KeyAdministration(all),
    auditLog: new AuditReading(all),
    rightsOf: (context) => all.changes.rightsOf(context),
    createFirstAdministrator: (administrator) => createFirstAdministrator(all, administrator),
  };
}
