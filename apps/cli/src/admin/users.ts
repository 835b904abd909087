import { Command } from 'commander';
import { UsageError } from '../failure/command-error.js';
import type { UserRecord } from '../management/records.js';
import { readSecret } from '../terminal/read-secret.js';
import { confirmDeletion } from './confirm-deletion.js';
import { type Administering, administer, defineAdminCommand } from './define-admin-command.js';
import { showList } from './show-list.js';

interface CreateOptions {
  readonly displayName?: string;
  readonly email?: string;
  readonly passwordStdin?: boolean;
  readonly issuer?: string;
  readonly subject?: string;
}

export function usersCommand(): Command {
  return new Command('users')
    .description('Manage users')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(createCommand())
    .addCommand(switchCommand('disable', 'Refuse all credentials of a user', true))
    .addCommand(switchCommand('enable', 'Accept the credentials of a user again', false))
    .addCommand(deleteCommand())
    .addCommand(setPasswordCommand());
}

function listCommand(): Command {
  return defineAdminCommand('list', 'List users', 'users list --registry registry.example.com').action(
    administer(({ api, session }) =>
      showList(session.output, api.list<UserRecord>(['users']), {
        name: 'users',
        headings: ['NAME', 'STATE', 'PASSWORD', 'DISPLAY NAME', 'EMAIL'],
        row: ({ name, isDisabled, hasPassword, displayName, email }) => [
          name,
          isDisabled ? 'disabled' : 'enabled',
          hasPassword ? 'set' : 'none',
          displayName,
          email,
        ],
      }),
    ),
  );
}

function showCommand(): Command {
  return defineAdminCommand('show', 'Show a user', 'users show alice')
    .argument('<name>')
    .action(
      administer<readonly [string]>(async ({ api, session }, name) => {
        const user = await api.get<UserRecord>(['users', name]);
        const state = user.isDisabled ? 'disabled' : 'enabled';
        const lines = [`name: ${user.name}`, `state: ${state}`, `password: ${user.hasPassword ? 'set' : 'none'}`];
        const { displayName, email, identity, providerGroups } = user;
        if (displayName !== undefined) lines.push(`display name: ${displayName}`);
        if (email !== undefined) lines.push(`email: ${email}`);
        if (identity !== undefined) lines.push(`issuer: ${identity.issuer}`, `subject: ${identity.subject}`);
        if (providerGroups !== undefined) lines.push(`groups of the provider: ${providerGroups.join(', ')}`);
        const { visibleText } = await import('@lading/client');
        await session.output.show(
          user,
          lines.map((line) => visibleText(line, line.length)),
        );
      }),
    );
}

function createCommand(): Command {
  return defineAdminCommand('create', 'Create a user', 'users create alice --display-name "Alice Example"')
    .argument('<name>')
    .option('--display-name <text>', 'the name of the person')
    .option('--email <address>', 'an address for people; the registry sends nothing to it')
    .option('--password-stdin', 'read a password from standard input; the user has none if absent')
    .option(
      '--issuer <url>',
      'the issuer of the identity provider through which the person signs in, without a password',
    )
    .option('--subject <id>', 'the id of the person at the provider (the claim `sub`)')
    .action(
      administer<readonly [string], CreateOptions>(async ({ api, session, options }, name) => {
        const { displayName, email, passwordStdin } = options;
        const identity = identityOf(options);
        const password =
          passwordStdin === true ? await readSecret({ isInput: true, signal: session.signal }) : undefined;
        const created = await api.create<UserRecord>(['users', name], { displayName, email, password, identity });
        const hint =
          password === undefined && identity === undefined
            ? `; set a password with: lading admin users set-password ${name}`
            : '';
        await session.report(created, `created the user ${name}${hint}`);
      }),
    );
}

/** @throws UsageError if only one of them is given */
function identityOf({ issuer, subject }: CreateOptions): UserRecord['identity'] {
  if (issuer === undefined && subject === undefined) return undefined;
  if (issuer === undefined || subject === undefined) throw new UsageError('give both --issuer and --subject');
  return { issuer, subject };
}

function switchCommand(command: 'disable' | 'enable', description: string, isDisabled: boolean): Command {
  return defineAdminCommand(command, description, `users ${command} alice`)
    .argument('<name>')
    .action(
      administer<readonly [string]>(async ({ api, session }, name) => {
        const { displayName, email, version } = await api.get<UserRecord>(['users', name]);
        await api.replace(['users', name], { displayName, email, isDisabled }, version);
        await session.report({ name, isDisabled }, `${command}d the user ${name}`);
      }),
    );
}

function deleteCommand(): Command {
  return defineAdminCommand('delete', 'Delete a user with its tokens and sessions', 'users delete alice --yes')
    .argument('<name>')
    .option('-y, --yes', 'do not ask')
    .action(
      administer<readonly [string], { readonly yes?: boolean }>(async ({ api, session, options }, name) => {
        await confirmDeletion(session, options, `the user ${name} with its tokens and sessions`);
        await api.delete(['users', name]);
        await session.report({ deleted: true, kind: 'user', name }, `deleted the user ${name}`);
      }),
    );
}

function setPasswordCommand(): Command {
  return defineAdminCommand(
    'set-password',
    'Set the password of a user, and end its sessions',
    'users set-password alice',
  )
    .argument('<name>')
    .option('--password-stdin', 'read the password from standard input')
    .action(administer<readonly [string], { readonly passwordStdin?: boolean }>(setPassword));
}

async function setPassword(
  { api, session, options }: Administering<{ readonly passwordStdin?: boolean }>,
  name: string,
): Promise<void> {
  const { signal } = session;
  const isInput = options.passwordStdin === true;
  const password = await readSecret({ isInput, question: `New password for ${name}: `, isRepeated: true, signal });
  await api.put(['users', name, 'password'], { password });
  await session.report({ name }, `set the password of ${name}`);
}
