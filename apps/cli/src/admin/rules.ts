import { Command } from 'commander';
import type { RuleRecord } from '../management/records.js';
import { collect } from '../session/define-command.js';
import { confirmDeletion } from './confirm-deletion.js';
import { administer, defineAdminCommand } from './define-admin-command.js';
import { timeAhead } from './read-time.js';
import { showList } from './show-list.js';

interface CreateOptions {
  readonly who: readonly string[];
  readonly where: readonly string[];
  readonly what: readonly string[];
  readonly deny?: boolean;
  readonly from?: readonly string[];
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly description?: string;
}

export function rulesCommand(): Command {
  return new Command('rules')
    .description('Manage rules: who may do what, where')
    .addCommand(listCommand())
    .addCommand(createCommand())
    .addCommand(deleteCommand());
}

function listCommand(): Command {
  return defineAdminCommand('list', 'List rules, with those of the access file', 'rules list').action(
    administer(async ({ api, session }) => {
      const { items: ofFiles } = await api.get<{ items: readonly RuleRecord[] }>(['file-rules']);
      const own: RuleRecord[] = [];
      for await (const rule of api.list<RuleRecord>(['rules'])) own.push(rule);
      await showList(session.output, [...ofFiles, ...own], {
        name: 'rules',
        headings: ['ID', 'EFFECT', 'WHO', 'WHERE', 'WHAT', 'WHEN', 'DESCRIPTION'],
        row: ({ id, effect, who, where, what, when, description }) => [
          id,
          effect,
          who.join(','),
          where.join(','),
          what.join(','),
          inWords(when),
          description,
        ],
      });
    }),
  );
}

function inWords({ addresses, notBefore, notAfter }: NonNullable<RuleRecord['when']> = {}): string {
  const parts = [addresses && `from ${addresses.join(',')}`, notBefore && `after ${notBefore}`];
  return [...parts, notAfter && `before ${notAfter}`].filter((part) => part !== undefined).join(', ');
}

function createCommand(): Command {
  return defineAdminCommand(
    'create',
    'Create a rule, and print its id',
    "rules create --who group:dev --where 'team/**' --what pull --what push",
  )
    .requiredOption(
      '--who <subject>',
      'anonymous, authenticated, user:NAME, group:NAME or robot:NAME; may be repeated',
      collect,
    )
    .requiredOption('--where <pattern>', 'repositories: * is one segment, ** any number; may be repeated', collect)
    .requiredOption('--what <right>', 'list, pull, push, delete or admin; may be repeated', collect)
    .option('--deny', 'deny it; a rule that denies wins over all that allow')
    .option('--from <range>', 'only from this IP address or CIDR range; may be repeated', collect)
    .option('--not-before <time>', 'only from this time on', timeAhead)
    .option('--not-after <time>', 'only until this time, such as 7d', timeAhead)
    .option('--description <text>', 'why the rule exists')
    .action(
      administer<readonly [], CreateOptions>(async ({ api, session, options }) => {
        const { who, where, what, deny, description } = options;
        const effect = deny === true ? 'deny' : 'allow';
        const rule = { effect, who, where, what, when: conditionOf(options), description };
        const created = await api.post<RuleRecord>(['rules'], rule);
        await session.output.show(created, [created.id]);
      }),
    );
}

function conditionOf({ from: addresses, notBefore, notAfter }: CreateOptions): object | undefined {
  const isAbsent = addresses === undefined && notBefore === undefined && notAfter === undefined;
  return isAbsent ? undefined : { addresses, notBefore, notAfter };
}

function deleteCommand(): Command {
  return defineAdminCommand('delete', 'Delete a rule', 'rules delete ID --yes')
    .argument('<id>', 'as in rules list')
    .option('-y, --yes', 'do not ask')
    .action(
      administer<readonly [string], { readonly yes?: boolean }>(async ({ api, session, options }, id) => {
        await confirmDeletion(session, options, `the rule ${id}`);
        await api.delete(['rules', id]);
        await session.report({ deleted: true, kind: 'rule', id }, `deleted the rule ${id}`);
      }),
    );
}
