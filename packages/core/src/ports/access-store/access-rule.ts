import type { RepositoryPattern } from '../../name/repository-pattern.js';

/**
 * What a rule can allow on a repository. `list` shows it in lists. `pull` includes `list`. `admin` includes all others, and
 * managing the robots and rules of the repositories below the pattern.
 */
export type Right = 'list' | 'pull' | 'push' | 'delete' | 'admin';

export const rights: readonly Right[] = ['list', 'pull', 'push', 'delete', 'admin'];

/** Whom a rule is for: everybody without credentials, everybody with them, or one user, group, robot or workload. */
export type Subject = 'anonymous' | 'authenticated' | `${'user' | 'group' | 'robot' | 'workload'}:${string}`;

/** When a rule holds; always if a member is absent. */
export interface RuleCondition {
  /** The addresses of clients: IP addresses or CIDR ranges. */
  readonly addresses?: readonly string[] | undefined;
  readonly notBefore?: Date | undefined;
  readonly notAfter?: Date | undefined;
}

/**
 * Allows or denies rights. Allows add up, one denial wins, and what nothing allows is denied. A right stands for the same
 * rights in a denial: to deny `pull` also denies `list`.
 */
export interface AccessRule {
  readonly effect: 'allow' | 'deny';
  readonly who: readonly Subject[];
  /** Patterns of repositories. A segment may also be `{user}`: the name of the user who asks, and nothing for others. */
  readonly where: readonly string[];
  readonly what: readonly Right[];
  readonly when?: RuleCondition | undefined;
}

/** The right to do some things in some repositories, to which a credential is limited. */
export interface CredentialScope {
  readonly where: readonly RepositoryPattern[];
  readonly what: readonly Right[];
}
