import type { AccessStore } from '@lading/core';
import type { AdministrationContext } from '../administration-context.js';
import { AdministrationError } from '../administration-error.js';
import { changedMembers } from '../change/changed-members.js';
import type { Changes } from '../change/changes.js';
import { notFound } from '../change/expectation.js';
import { passwordInput } from '../input/inputs.js';
import { parseInput } from '../input/parse-input.js';
import { requireOwnPassword } from './user.js';
import { findUser } from './user-administration.js';

interface PasswordAdministrationOptions {
  readonly store: AccessStore;
  readonly changes: Changes;
  /** Returns the PHC form of a hash. */
  readonly hashPassword: (password: string) => Promise<string>;
}

/** Passwords of users of the database. */
export class PasswordAdministration {
  constructor(private readonly options: PasswordAdministrationOptions) {}

  /**
   * Sets the password of a user, and ends all sessions and tokens of the user. Users change their own in a session; otherwise
   * a personal access token would become a password.
   * @throws AdministrationError
   */
  async set(context: AdministrationContext, name: string, password: string): Promise<void> {
    const { changes, store } = this.options;
    const input = parseInput(passwordInput, { password });
    await this.requireMaySet(context, name);
    const passwordHash = await this.options.hashPassword(input.password);
    await changes.make(context, async (change) => {
      const found = await findUser(change, name);
      if (found === undefined || !(change.rights.isAdministrator || change.rights.is(name)))
        throw notFound(`user ${name}`);
      requireOwnPassword(found);
      const record = await change.records.users.replace({ ...found, passwordHash, notBefore: change.now });
      change.audit('user.changed', name, changedMembers(found, record));
    });
    await store.sessions.deleteOf(name);
  }

  /** Called before the hash is computed, which is expensive. */
  private async requireMaySet(context: AdministrationContext, name: string): Promise<void> {
    const rights = await this.options.changes.rightsOf(context);
    rights.requireRecentSignIn();
    if (rights.isAdministrator) return;
    if (!rights.is(name)) throw notFound(`user ${name}`);
    if (context.session === undefined)
      throw new AdministrationError('RECENT_SIGN_IN_NEEDED', 'a password is changed in a session');
  }
}
