import type { AccessStore, GroupRecord, Page, RecordsRequest } from '@lading/core';
import { accountName } from '../../account-name.js';
import type { AdministrationContext } from '../administration-context.js';
import type { Changes } from '../change/changes.js';
import { type Expectation, notFound, requireExpected, type Written } from '../change/expectation.js';
import { forgetSubject } from '../change/forget-subject.js';
import type { GrantedChange } from '../change/granted-change.js';
import { putRecord } from '../change/put-record.js';
import { type GroupInput, groupInput } from '../input/inputs.js';
import { parseInput } from '../input/parse-input.js';

interface GroupAdministrationOptions {
  readonly store: AccessStore;
  readonly changes: Changes;
}

/** Groups of the database, which administrators manage. Those of a file are in the file alone. */
export class GroupAdministration {
  constructor(private readonly options: GroupAdministrationOptions) {}

  /** @throws AdministrationError `FORBIDDEN` */
  async list(context: AdministrationContext, request: RecordsRequest): Promise<Page<GroupRecord>> {
    (await this.options.changes.rightsOf(context)).requireAdministrator();
    return this.options.store.groups.list(request);
  }

  /** @throws AdministrationError `NOT_FOUND` */
  async get(context: AdministrationContext, name: string): Promise<GroupRecord> {
    const { isAdministrator } = await this.options.changes.rightsOf(context);
    const found = isAdministrator ? await this.options.store.groups.findByName(name) : undefined;
    if (found === undefined) throw notFound(`group ${name}`);
    return found;
  }

  /** Creates a group or replaces it. @throws AdministrationError */
  async put(
    context: AdministrationContext,
    name: string,
    input: GroupInput,
    expected?: Expectation,
  ): Promise<Written<GroupRecord>> {
    const values = parseInput(groupInput, input);
    return this.options.changes.make(context, async (change) => {
      change.rights.requireAdministrator();
      const found = findGroup(change, name);
      requireExpected(found, expected, `the group ${name}`);
      if (found === undefined) parseInput(accountName, name);
      const members = [...new Set(values.members)].sort();
      const kind = { kind: 'group', records: change.records.groups };
      return putRecord(change, kind, { found, values: { ...values, name, members } });
    });
  }

  /** Deletes a group, and removes it from rules. @throws AdministrationError */
  async delete(context: AdministrationContext, name: string, expected?: Expectation): Promise<void> {
    return this.options.changes.make(context, async (change) => {
      change.rights.requireAdministrator();
      const found = findGroup(change, name);
      requireExpected(found, expected ?? 'present', `the group ${name}`);
      if (found === undefined) return;
      await forgetSubject(change, 'group', name);
      await change.records.groups.delete(found.id);
      change.audit('group.deleted', name);
    });
  }
}

function findGroup(change: GrantedChange, name: string): GroupRecord | undefined {
  return change.state.groups.find((group) => group.name === name);
}
