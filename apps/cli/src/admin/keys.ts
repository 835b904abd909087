import { Command } from 'commander';
import type { KeyRecord } from '../management/records.js';
import { administer, defineAdminCommand } from './define-admin-command.js';
import { shortTime, showList } from './show-list.js';

export function keysCommand(): Command {
  return new Command('keys')
    .description('Manage the keys that sign tokens')
    .addCommand(listCommand())
    .addCommand(rotateCommand());
}

function listCommand(): Command {
  return defineAdminCommand('list', 'List the signing keys', 'keys list').action(
    administer(async ({ api, session }) => {
      const { items } = await api.get<{ items: readonly KeyRecord[] }>(['keys']);
      await showList(session.output, items, {
        name: 'keys',
        headings: ['ID', 'SIGNS FROM', 'SIGNS UNTIL', 'ACCEPTED UNTIL'],
        row: ({ kid, activateAt, retireAt, dropAt }) => [
          kid,
          shortTime(activateAt),
          shortTime(retireAt),
          shortTime(dropAt),
        ],
      });
    }),
  );
}

function rotateCommand(): Command {
  return defineAdminCommand(
    'rotate',
    'Make the next signing key; tokens of the old one remain valid',
    'keys rotate',
  ).action(
    administer(async ({ api, session }) => {
      await api.post(['keys']);
      await session.report({ rotated: true }, 'made the next signing key');
    }),
  );
}
