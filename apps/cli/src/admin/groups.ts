import { Command } from 'commander';
import type { GroupRecord } from '../management/records.js';
import { collect } from '../session/define-command.js';
import { confirmDeletion } from './confirm-deletion.js';
import { type Administering, administer, defineAdminCommand } from './define-admin-command.js';
import { showList } from './show-list.js';

interface CreateOptions {
  readonly description?: string;
  readonly member?: readonly string[];
}

export function groupsCommand(): Command {
  return new Command('groups')
    .description('Manage groups of users')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(createCommand())
    .addCommand(addCommand())
    .addCommand(removeCommand())
    .addCommand(deleteCommand());
}

function listCommand(): Command {
  return defineAdminCommand('list', 'List groups', 'groups list').action(
    administer(({ api, session }) =>
      showList(session.output, api.list<GroupRecord>(['groups']), {
        name: 'groups',
        headings: ['NAME', 'MEMBERS', 'DESCRIPTION'],
        row: ({ name, members, description }) => [name, String(members.length), description],
      }),
    ),
  );
}

function showCommand(): Command {
  return defineAdminCommand('show', 'List the members of a group', 'groups show dev')
    .argument('<name>')
    .action(
      administer<readonly [string]>(async ({ api, session }, name) => {
        const group = await api.get<GroupRecord>(['groups', name]);
        await session.output.show(group, group.members);
      }),
    );
}

function createCommand(): Command {
  return defineAdminCommand('create', 'Create a group', 'groups create dev --member alice --member bob')
    .argument('<name>')
    .option('--description <text>', 'what the group is for')
    .option('--member <user>', 'a user; may be repeated', collect)
    .action(
      administer<readonly [string], CreateOptions>(async ({ api, session, options }, name) => {
        const { description, member: members = [] } = options;
        const created = await api.create<GroupRecord>(['groups', name], { description, members });
        await session.report(created, `created the group ${name}`);
      }),
    );
}

function addCommand(): Command {
  return defineAdminCommand('add', 'Add users to a group', 'groups add dev alice')
    .argument('<name>')
    .argument('<user...>')
    .action(
      administer<readonly [string, ...string[]]>((context, name, ...users) =>
        changeMembers(context, name, (members) => [...new Set([...members, ...users])]),
      ),
    );
}

function removeCommand(): Command {
  return defineAdminCommand('remove', 'Remove users from a group', 'groups remove dev alice')
    .argument('<name>')
    .argument('<user...>')
    .action(
      administer<readonly [string, ...string[]]>((context, name, ...users) =>
        changeMembers(context, name, (members) => members.filter((member) => !users.includes(member))),
      ),
    );
}

async function changeMembers(
  { api, session }: Administering<object>,
  name: string,
  change: (members: readonly string[]) => readonly string[],
): Promise<void> {
  const { description, members: before, version } = await api.get<GroupRecord>(['groups', name]);
  const members = change(before);
  await api.replace(['groups', name], { description, members }, version);
  await session.report({ name, members }, `the group ${name} has ${members.length} members`);
}

function deleteCommand(): Command {
  return defineAdminCommand('delete', 'Delete a group, and remove it from rules', 'groups delete dev --yes')
    .argument('<name>')
    .option('-y, --yes', 'do not ask')
    .action(
      administer<readonly [string], { readonly yes?: boolean }>(async ({ api, session, options }, name) => {
        await confirmDeletion(session, options, `the group ${name}`);
        await api.delete(['groups', name]);
        await session.report({ deleted: true, kind: 'group', name }, `deleted the group ${name}`);
      }),
    );
}
