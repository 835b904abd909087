import type { AccessRule } from '@lading/core';
import { accountName } from '../../account-name.js';
import type { AccessFiles } from '../../live/access-files.js';
import { operator } from '../administration-context.js';
import { AdministrationError } from '../administration-error.js';
import { changedMembers } from '../change/changed-members.js';
import type { Changes } from '../change/changes.js';
import type { GrantedChange } from '../change/granted-change.js';
import { putRecord } from '../change/put-record.js';
import { passwordInput } from '../input/inputs.js';
import { parseInput } from '../input/parse-input.js';
import { hasAdministrator } from '../rights/administrators.js';
import { everything } from '../rights/subject-rules.js';
import { requireOwnPassword } from '../users/user.js';
import { findUser } from '../users/user-administration.js';

interface FirstAdministratorOptions {
  readonly changes: Changes;
  readonly files: () => AccessFiles;
  readonly hashPassword: (password: string) => Promise<string>;
}

export interface FirstAdministrator {
  readonly name: string;
  readonly password: string;
  /** Whether to create the user even if there is an administrator. An existing user of this name then gets the password. */
  readonly force?: boolean | undefined;
}

/**
 * Creates the user who manages a new registry, with a rule that allows everything.
 * @throws AdministrationError `TAKEN` if there is an administrator or the user, unless forced
 */
export async function createFirstAdministrator(
  { changes, files, hashPassword }: FirstAdministratorOptions,
  { name, password, force = false }: FirstAdministrator,
): Promise<void> {
  parseInput(accountName, name);
  parseInput(passwordInput, { password });
  if (files().users.has(name))
    throw new AdministrationError('TAKEN', `${name} is a user of the htpasswd file: change the password there`);
  const passwordHash = await hashPassword(password);
  await changes.make(operator, async (change) => {
    if (!force && hasAdministrator(change.state, files()))
      throw new AdministrationError('TAKEN', 'an administrator already exists');
    const found = await findUser(change, name);
    if (!force && found !== undefined) throw new AdministrationError('TAKEN', `the user ${name} already exists`);
    if (found !== undefined) requireOwnPassword(found);
    const values = { ...found, name, passwordHash, isDisabled: false, notBefore: found && change.now };
    await putRecord(change, { kind: 'user', records: change.records.users }, { found, values });
    await allowEverything(change, name);
  });
}

async function allowEverything(change: GrantedChange, name: string): Promise<void> {
  const rule: AccessRule = { effect: 'allow', who: [`user:${name}`], where: [everything], what: ['admin'] };
  const record = await change.records.rules.insert({ ...rule, description: 'the first administrator' });
  change.audit('rule.created', record.id, changedMembers(undefined, record));
}
