import { Command } from 'commander';
import type { CredentialRecord, NewCredentialRecord } from '../management/records.js';
import { collect } from '../session/define-command.js';
import { type CredentialOptions, credentialInput, credentialList, showSecret } from './credentials.js';
import { administer, defineAdminCommand } from './define-admin-command.js';
import { timeAhead } from './read-time.js';
import { showList } from './show-list.js';

interface UserOptions {
  readonly user?: string;
}

export function tokensCommand(): Command {
  return new Command('tokens')
    .description('Manage personal access tokens, your own or those of a user')
    .addCommand(listCommand())
    .addCommand(createCommand())
    .addCommand(revokeCommand());
}

function listCommand(): Command {
  return defineAdminCommand('list', 'List personal access tokens, without the secrets', 'tokens list')
    .option('--user <name>', 'those of this user; your own if absent')
    .action(
      administer<readonly [], UserOptions>(async ({ api, session, options: { user } }) => {
        const { items } = await api.get<{ items: readonly CredentialRecord[] }>(['tokens'], { user });
        await showList(session.output, items, credentialList('tokens'));
      }),
    );
}

function createCommand(): Command {
  return defineAdminCommand(
    'create',
    'Create a personal access token, and print it',
    "tokens create --description laptop --where 'team/**' --what pull > token.txt",
  )
    .requiredOption('--description <text>', 'where the token is used')
    .option('--user <name>', 'for this user; for yourself if absent')
    .option('--expires <time>', 'when the token ends; in 90d if absent', timeAhead)
    .option('--where <pattern>', 'only for these repositories; may be repeated', collect)
    .option('--what <right>', 'only for this: list, pull, push, delete or admin; may be repeated', collect)
    .action(
      administer<readonly [], CredentialOptions & UserOptions>(async ({ api, session, options }) => {
        const { user } = options;
        const created = await api.post<NewCredentialRecord>(['tokens'], { user, ...credentialInput(options) });
        await showSecret(session, created, user === undefined ? 'the token' : `the token of ${user}`);
      }),
    );
}

function revokeCommand(): Command {
  return defineAdminCommand('revoke', 'Revoke a personal access token', 'tokens revoke ID')
    .argument('<id>', 'as in tokens list')
    .action(
      administer<readonly [string]>(async ({ api, session }, id) => {
        await api.delete(['tokens', id]);
        await session.report({ revoked: true, id }, `revoked the token ${id}`);
      }),
    );
}
