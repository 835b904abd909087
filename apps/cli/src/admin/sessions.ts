import { Command } from 'commander';
import type { SessionRecord } from '../management/records.js';
import { administer, defineAdminCommand } from './define-admin-command.js';
import { shortTime, showList } from './show-list.js';

export function sessionsCommand(): Command {
  return new Command('sessions')
    .description('Manage the sessions of users in browsers')
    .addCommand(listCommand())
    .addCommand(endCommand());
}

function listCommand(): Command {
  return defineAdminCommand('list', 'List the sessions of a user', 'sessions list alice')
    .argument('[user]', 'yourself if absent')
    .action(
      administer<readonly [string?]>(({ api, session }, user) =>
        showList(session.output, api.list<SessionRecord>(['sessions'], { user }), {
          name: 'sessions',
          headings: ['ID', 'SIGNED IN', 'LAST USED', 'ADDRESS', 'CLIENT'],
          row: ({ id, createdAt, lastUsedAt, address, userAgent }) => [
            id,
            shortTime(createdAt),
            shortTime(lastUsedAt),
            address,
            userAgent,
          ],
        }),
      ),
    );
}

function endCommand(): Command {
  return defineAdminCommand('end', 'End all sessions of a user', 'sessions end alice')
    .argument('<user>')
    .action(
      administer<readonly [string]>(async ({ api, session }, user) => {
        await api.delete(['users', user, 'sessions']);
        await session.report({ ended: true, user }, `ended all sessions of ${user}`);
      }),
    );
}
