import { Command } from 'commander';
import type { CredentialRecord, NewCredentialRecord, RobotRecord } from '../management/records.js';
import { confirmDeletion } from './confirm-deletion.js';
import { type CredentialOptions, credentialInput, credentialList, showSecret } from './credentials.js';
import { administer, defineAdminCommand } from './define-admin-command.js';
import { timeAhead } from './read-time.js';
import { shortTime, showList } from './show-list.js';

interface CreateOptions {
  readonly namespace: string;
  readonly description?: string;
  readonly expires?: string;
}

export function robotsCommand(): Command {
  return new Command('robots')
    .description('Manage robots, the accounts of machines')
    .addCommand(listCommand())
    .addCommand(createCommand())
    .addCommand(deleteCommand())
    .addCommand(
      new Command('secret')
        .description('Manage the secrets of a robot, which has two at most')
        .addCommand(listSecretsCommand())
        .addCommand(createSecretCommand())
        .addCommand(revokeSecretCommand()),
    );
}

function listCommand(): Command {
  return defineAdminCommand('list', 'List robots', 'robots list').action(
    administer(({ api, session }) =>
      showList(session.output, api.list<RobotRecord>(['robots']), {
        name: 'robots',
        headings: ['NAME', 'STATE', 'NAMESPACE', 'EXPIRES', 'DESCRIPTION'],
        row: ({ name, isDisabled, namespace, expiresAt, description }) => [
          name,
          isDisabled ? 'disabled' : 'enabled',
          namespace,
          shortTime(expiresAt),
          description,
        ],
      }),
    ),
  );
}

function createCommand(): Command {
  return defineAdminCommand('create', 'Create a robot, without a secret', "robots create builder --namespace 'team/**'")
    .argument('<name>')
    .requiredOption('--namespace <pattern>', 'its repositories; administrators of these manage the robot')
    .option('--description <text>', 'what the robot is for')
    .option('--expires <time>', 'when the robot ends, such as 90d; never if absent', timeAhead)
    .action(
      administer<readonly [string], CreateOptions>(async ({ api, session, options }, name) => {
        const { namespace, description, expires: expiresAt } = options;
        const created = await api.create<RobotRecord>(['robots', name], { namespace, description, expiresAt });
        const hint = `create a secret with: lading admin robots secret create ${name} --description TEXT`;
        await session.report(created, `created the robot ${name}; ${hint}`);
      }),
    );
}

function deleteCommand(): Command {
  return defineAdminCommand('delete', 'Delete a robot with its secrets', 'robots delete builder --yes')
    .argument('<name>')
    .option('-y, --yes', 'do not ask')
    .action(
      administer<readonly [string], { readonly yes?: boolean }>(async ({ api, session, options }, name) => {
        await confirmDeletion(session, options, `the robot ${name} with its secrets`);
        await api.delete(['robots', name]);
        await session.report({ deleted: true, kind: 'robot', name }, `deleted the robot ${name}`);
      }),
    );
}

function listSecretsCommand(): Command {
  return defineAdminCommand('list', 'List the secrets of a robot, without the secrets', 'robots secret list builder')
    .argument('<robot>')
    .action(
      administer<readonly [string]>(async ({ api, session }, robot) => {
        const { items } = await api.get<{ items: readonly CredentialRecord[] }>(['robots', robot, 'secrets']);
        await showList(session.output, items, credentialList('secrets'));
      }),
    );
}

function createSecretCommand(): Command {
  return defineAdminCommand(
    'create',
    'Create a secret of a robot, and print it',
    'robots secret create builder --description "build server" > secret.txt',
  )
    .argument('<robot>')
    .requiredOption('--description <text>', 'where the secret is used')
    .option('--expires <time>', 'when the secret ends; in 90d if absent', timeAhead)
    .action(
      administer<readonly [string], CredentialOptions>(async ({ api, session, options }, robot) => {
        const created = await api.post<NewCredentialRecord>(['robots', robot, 'secrets'], credentialInput(options));
        await showSecret(session, created, `the robot ${robot}`);
      }),
    );
}

function revokeSecretCommand(): Command {
  return defineAdminCommand('revoke', 'Revoke a secret of a robot', 'robots secret revoke builder ID')
    .argument('<robot>')
    .argument('<id>', 'as in robots secret list')
    .action(
      administer<readonly [string, string]>(async ({ api, session }, robot, id) => {
        await api.delete(['robots', robot, 'secrets', id]);
        await session.report({ revoked: true, id }, `revoked the secret ${id} of ${robot}`);
      }),
    );
}
