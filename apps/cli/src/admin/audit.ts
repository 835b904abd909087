import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Query } from '../management/management-api.js';
import type { AuditRecord } from '../management/records.js';
import { type Administering, administer, defineAdminCommand } from './define-admin-command.js';
import { timeAgo } from './read-time.js';
import { showList } from './show-list.js';

interface AuditOptions {
  readonly since?: string;
  readonly until?: string;
  readonly actor?: string;
  readonly repository?: string;
  readonly action?: string;
  readonly outcome?: string;
  readonly limit: number;
  readonly jsonLines?: boolean;
}

export function auditCommand(): Command {
  return defineAdminCommand('audit', 'Show the audit, newest first', 'audit --since 24h --repository team/app')
    .option('--since <time>', 'from this time on: 24h, 7d, or a time', timeAgo)
    .option('--until <time>', 'until this time', timeAgo)
    .option('--actor <name>', 'only actions of this user or robot')
    .option('--repository <name>', 'only actions in this repository')
    .option('--action <name>', 'only this action, such as user.created')
    .addOption(
      new Option('--outcome <outcome>', 'only actions that were done, or were refused').choices(['done', 'refused']),
    )
    .option('--limit <number>', 'the most entries in a table or in JSON', readLimit, 100)
    .option('--json-lines', 'write all entries, each as one line of JSON')
    .action(administer<readonly [], AuditOptions>(showAudit));
}

async function showAudit({ api, session, options }: Administering<AuditOptions>): Promise<void> {
  const { since: from, until: to, actor, repository, action, outcome, limit, jsonLines } = options;
  const query: Query = { from, to, actor, repository, action, outcome };
  if (jsonLines === true) {
    for await (const piece of await api.content(['audit', 'export'], query)) await session.output.write(piece);
    return;
  }
  const page = { ...query, limit: Math.min(limit, 1000) };
  await showList(session.output, firstOf(api.list<AuditRecord>(['audit'], page), limit), {
    name: 'entries',
    headings: ['TIME', 'ACTION', 'OUTCOME', 'ACTOR', 'REPOSITORY', 'TARGET', 'ADDRESS'],
    row: (entry) => [
      entry.at,
      entry.action,
      entry.outcome,
      entry.actor.name === undefined ? entry.actor.kind : `${entry.actor.kind}:${entry.actor.name}`,
      entry.repository,
      entry.target,
      entry.address,
    ],
  });
}

async function* firstOf<Item>(items: AsyncIterable<Item>, limit: number): AsyncGenerator<Item> {
  let count = 0;
  for await (const item of items) {
    yield item;
    count += 1;
    if (count >= limit) return;
  }
}

function readLimit(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('must be a number from 1 to 999999');
  return Number(text);
}
