import type { AccessState, CredentialScope, Right } from '@lading/core';
import type { AccessFiles } from '../../live/access-files.js';
import { rightsOf } from '../../policy/rights.js';
import type { AdministrationContext } from '../administration-context.js';
import { AdministrationError } from '../administration-error.js';
import { containsPattern } from './pattern-containment.js';
import { everything, rulesOfUser, type SubjectRules } from './subject-rules.js';

/** How old the sign-in of a session may be when its user makes credentials or changes rules. */
const maximumSignInAgeSeconds = 10 * 60;

/** A right on everything that a pattern matches. */
interface Power {
  readonly right: Right;
  readonly pattern: string;
}

/** The patterns that an actor manages, and the rights that it may give to others: never more than it has. */
export class ActorRights {
  private constructor(
    readonly context: AdministrationContext,
    private readonly rules: SubjectRules | undefined,
    private readonly isOperator: boolean,
    /** Those of the personal access token that the actor uses, if it has any. */
    private readonly scopes: readonly CredentialScope[] | undefined,
    /** When the credential of the actor expires. */
    readonly expiresAt: Date | undefined,
    /** When the rights were found, by the clock of the store. */
    private readonly now: Date,
  ) {}

  static of(context: AdministrationContext, state: AccessState, files: AccessFiles): ActorRights {
    const { kind, name, credential: id } = context.identity;
    if (kind === 'system') return new ActorRights(context, undefined, true, undefined, undefined, state.now);
    const user = state.users.find((each) => each.name === name);
    const credential = id === undefined ? undefined : state.credentials.find((each) => each.id === id);
    const exists = kind === 'user' && (user === undefined ? files.users.has(name) : !user.isDisabled);
    const isValid = exists && (id === undefined || credential !== undefined);
    const rules = isValid ? rulesOfUser(name, state, files) : undefined;
    return new ActorRights(context, rules, false, credential?.scopes, credential?.expiresAt, state.now);
  }

  /** Whether the actor manages the whole registry. */
  get isAdministrator(): boolean {
    if (this.isOperator) return true;
    return this.rules?.isAdministrator() === true && this.isInScope({ right: 'admin', pattern: everything });
  }

  /** Whether the actor manages the registry or a part of it. */
  get isAdministratorOfPart(): boolean {
    if (this.isAdministrator) return true;
    const isInScope = this.scopes === undefined || this.scopes.some(({ what }) => what.includes('admin'));
    return this.rules?.isAdministratorOfPart() === true && isInScope;
  }

  /** Whether the actor manages all that these patterns match. */
  manages(patterns: readonly string[]): boolean {
    return this.isAdministrator || patterns.every((pattern) => this.has({ right: 'admin', pattern }));
  }

  /** Whether the actor may give these rights on all that these patterns match. */
  mayGive(what: readonly Right[], patterns: readonly string[]): boolean {
    if (this.isAdministrator) return true;
    const given = [...rightsOf(what)];
    return patterns.every((pattern) => given.every((right) => this.has({ right, pattern })));
  }

  /** Whether the actor may make a credential with these scopes: it is limited to those of the actor's own. */
  mayMake(scopes: readonly CredentialScope[] | undefined): boolean {
    if (this.scopes === undefined) return true;
    return (
      scopes?.every(({ what, where }) =>
        where.every((pattern) => [...rightsOf(what)].every((right) => this.isInScope({ right, pattern }))),
      ) ?? false
    );
  }

  /** Whether the actor is this user. */
  is(user: string): boolean {
    const { kind, name } = this.context.identity;
    return kind === 'user' && name === user;
  }

  /** @throws AdministrationError `FORBIDDEN` */
  requireAdministrator(): void {
    if (!this.isAdministrator) throw new AdministrationError('FORBIDDEN', 'only an administrator may do this');
  }

  /**
   * Prevents that somebody who finds an open session creates lasting access with it.
   * @throws AdministrationError `RECENT_SIGN_IN_NEEDED` if the actor uses a session whose sign-in is too old
   */
  requireRecentSignIn(): void {
    const { session } = this.context;
    if (session === undefined || this.now.getTime() - session.signedInAt.getTime() <= maximumSignInAgeSeconds * 1000)
      return;
    throw new AdministrationError(
      'RECENT_SIGN_IN_NEEDED',
      'sign in again: this needs a sign-in within the last 10 minutes',
    );
  }

  private has(power: Power): boolean {
    return this.rules?.has(power.right, power.pattern) === true && this.isInScope(power);
  }

  private isInScope({ right, pattern }: Power): boolean {
    return (
      this.scopes === undefined ||
      this.scopes.some(
        ({ what, where }) => rightsOf(what).has(right) && where.some((each) => containsPattern(each, pattern)),
      )
    );
  }
}
