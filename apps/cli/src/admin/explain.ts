import { type Command, Option } from 'commander';
import type { ExplanationRecord } from '../management/records.js';
import { administer, defineAdminCommand } from './define-admin-command.js';

interface ExplainOptions {
  readonly who?: string;
  readonly right: string;
  readonly from?: string;
}

export function explainCommand(): Command {
  return defineAdminCommand(
    'explain',
    'Explain why a user may or may not do something: which rule decides',
    'explain --who user:alice --right push team/app',
  )
    .argument('<repository>', 'its name, without the host')
    .option('--who <subject>', 'anonymous, user:NAME or robot:NAME; yourself if absent')
    .addOption(
      new Option('--right <right>', 'what they want to do')
        .choices(['list', 'pull', 'push', 'delete', 'admin'])
        .makeOptionMandatory(),
    )
    .option('--from <address>', 'their IP address; that of this machine if absent')
    .action(
      administer<readonly [string], ExplainOptions>(async ({ api, session, options }, repository) => {
        const { who, right, from: address } = options;
        const answer = await api.get<ExplanationRecord>(['explain'], { who, right, address, repository });
        const { visibleText } = await import('@lading/client');
        await session.output.show(answer, () =>
          textOf(answer)
            .split('\n')
            .map((line) => visibleText(line, 1000)),
        );
      }),
    );
}

/** The registry leaves out the rules if the user does not manage the repository. */
function textOf({ isAllowed, cutOffBy, text }: ExplanationRecord): string {
  const end = cutOffBy === undefined ? '' : `: cut off by the ${cutOffBy}`;
  return text ?? `${isAllowed ? 'allowed' : 'denied'}${end}`;
}
