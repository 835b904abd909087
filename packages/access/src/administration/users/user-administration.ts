import { isDeepStrictEqual } from 'node:util';
import type { AccessStore, Page, RecordsRequest, UserRecord } from '@lading/core';
import { accountName } from '../../account-name.js';
import type { AccessFiles } from '../../live/access-files.js';
import type { AdministrationContext } from '../administration-context.js';
import { AdministrationError } from '../administration-error.js';
import { changedMembers } from '../change/changed-members.js';
import type { Changes } from '../change/changes.js';
import { type Expectation, notFound, requireExpected, type Written } from '../change/expectation.js';
import { forgetSubject } from '../change/forget-subject.js';
import type { GrantedChange } from '../change/granted-change.js';
import { putRecord } from '../change/put-record.js';
import { type UserInput, userInput } from '../input/inputs.js';
import { parseInput } from '../input/parse-input.js';
import { requireOwnPassword, type User, userOf } from './user.js';

interface UserAdministrationOptions {
  readonly store: AccessStore;
  readonly changes: Changes;
  readonly files: () => AccessFiles;
  /** Returns the PHC form of a hash. */
  readonly hashPassword: (password: string) => Promise<string>;
}

/** Users of the database. Those of an htpasswd file are in the file alone. */
export class UserAdministration {
  constructor(private readonly options: UserAdministrationOptions) {}

  /** @throws AdministrationError `FORBIDDEN` */
  async list(context: AdministrationContext, request: RecordsRequest): Promise<Page<User>> {
    (await this.options.changes.rightsOf(context)).requireAdministrator();
    const { items, hasMore } = await this.options.store.users.list(request);
    return { items: items.map(userOf), hasMore };
  }

  /** Users may read their own record. @throws AdministrationError `NOT_FOUND` */
  async get(context: AdministrationContext, name: string): Promise<User> {
    const rights = await this.options.changes.rightsOf(context);
    const found =
      rights.isAdministrator || rights.is(name) ? await this.options.store.users.findByName(name) : undefined;
    if (found === undefined) throw notFound(`user ${name}`);
    return userOf(found);
  }

  /**
   * Creates a user, or replaces its record. Disabling a user ends its sessions and bearer tokens. So does a new password or a new
   * identity. A new identity also removes the password. A new password or identity needs a recent sign-in, as in `passwords.set`.
   * @throws AdministrationError
   */
  async put(
    context: AdministrationContext,
    name: string,
    input: UserInput,
    expected?: Expectation,
  ): Promise<Written<User>> {
    const { password, ...values } = parseInput(userInput, input);
    const newHash = password === undefined ? undefined : await this.hash(context, password);
    const { record, isNew } = await this.options.changes.make(context, async (change) => {
      change.rights.requireAdministrator();
      const found = await findUser(change, name);
      requireExpected(found, expected, `the user ${name}`);
      if (found === undefined) parseInput(accountName, name);
      const { identity = found?.identity } = values;
      const isNewIdentity = !isDeepStrictEqual(identity, found?.identity);
      if (isNewIdentity) this.requireMayLink(change, name);
      if (newHash !== undefined) requireOwnPassword({ name, identity });
      const isNewlyDisabled = values.isDisabled && found?.isDisabled === false;
      const endsSessions = found && (isNewlyDisabled || isNewIdentity || newHash !== undefined);
      const kept = {
        name,
        identity,
        // A user of a provider has no password, and only the current provider names its groups.
        passwordHash: newHash ?? (isNewIdentity ? undefined : found?.passwordHash),
        providerGroups: isNewIdentity ? undefined : found?.providerGroups,
        notBefore: endsSessions ? change.now : found?.notBefore,
      };
      return putRecord(
        change,
        { kind: 'user', records: change.records.users },
        { found, values: { ...values, ...kept } },
      );
    });
    if (newHash !== undefined) await this.options.store.sessions.deleteOf(name);
    return { record: userOf(record), isNew };
  }

  /** Checks the rights first, because computing a hash is expensive. */
  private async hash(context: AdministrationContext, password: string): Promise<string> {
    const rights = await this.options.changes.rightsOf(context);
    rights.requireAdministrator();
    rights.requireRecentSignIn();
    return this.options.hashPassword(password);
  }

  private requireMayLink({ rights }: GrantedChange, name: string): void {
    rights.requireRecentSignIn();
    if (this.options.files().users.has(name))
      throw new AdministrationError('TAKEN', `${name} is a user of the htpasswd file, and signs in with a password`);
  }

  /** Deletes a user with its credentials, memberships and rules. @throws AdministrationError */
  async delete(context: AdministrationContext, name: string, expected?: Expectation): Promise<void> {
    await this.options.changes.make(context, async (change) => {
      change.rights.requireAdministrator();
      const found = await findUser(change, name);
      requireExpected(found, expected ?? 'present', `the user ${name}`);
      if (found === undefined) return;
      // A user of the htpasswd file remains, with its credentials, groups and rules.
      if (!this.options.files().users.has(name)) {
        await forgetSubject(change, 'user', name);
        await leaveGroups(change, name);
      }
      await change.records.users.delete(found.id);
      change.audit('user.deleted', name);
    });
    await this.options.store.sessions.deleteOf(name);
  }

  /** Ends all sessions and tokens of a user, but no personal access token. @throws AdministrationError */
  async endSessions(context: AdministrationContext, name: string): Promise<void> {
    await this.options.changes.make(context, async (change) => {
      if (!change.rights.is(name) && !change.rights.isAdministrator) throw notFound(`user ${name}`);
      const found = await findUser(change, name);
      if (found !== undefined) await change.records.users.replace({ ...found, notBefore: change.now });
      change.audit('session.ended', name, { all: true });
    });
    await this.options.store.sessions.deleteOf(name);
  }
}

export async function findUser(change: GrantedChange, name: string): Promise<UserRecord | undefined> {
  const known = change.state.users.find((user) => user.name === name);
  return known === undefined ? undefined : change.records.users.find(known.id);
}

async function leaveGroups(change: GrantedChange, name: string): Promise<void> {
  for (const group of change.state.groups) {
    if (!group.members.includes(name)) continue;
    const members = group.members.filter((member) => member !== name);
    const record = await change.records.groups.replace({ ...group, members });
    change.audit('group.changed', group.name, changedMembers(group, record));
  }
}
