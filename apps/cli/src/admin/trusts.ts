import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { UsageError } from '../failure/command-error.js';
import type { TokenExplanationRecord, TrustRecord } from '../management/records.js';
import { confirmDeletion } from './confirm-deletion.js';
import { createTrustCommand } from './create-trust.js';
import { administer, defineAdminCommand } from './define-admin-command.js';
import { showList } from './show-list.js';

export function trustsCommand(): Command {
  return new Command('trusts')
    .description('Manage trust rules: which tokens of platforms sign in as which robot')
    .addCommand(listCommand())
    .addCommand(createTrustCommand())
    .addCommand(deleteCommand())
    .addCommand(explainCommand());
}

function listCommand(): Command {
  return defineAdminCommand('list', 'List trust rules, with those of the access file', 'trusts list').action(
    administer(async ({ api, session }) => {
      const { items: ofFiles } = await api.get<{ items: readonly TrustRecord[] }>(['file-trusts']);
      const own: TrustRecord[] = [];
      for await (const trust of api.list<TrustRecord>(['trusts'])) own.push(trust);
      await showList(session.output, [...ofFiles, ...own], {
        name: 'trusts',
        headings: ['ID', 'ISSUER', 'AUDIENCE', 'CLAIMS', 'ROBOT', 'DESCRIPTION'],
        row: ({ id, issuer, audience, claims, robot, description }) => [
          id,
          issuer,
          audience,
          Object.entries(claims).map(inWords).join(' '),
          robot,
          description,
        ],
      });
    }),
  );
}

function inWords([name, values]: readonly [string, unknown]): string {
  return `${name}=${typeof values === 'string' ? values : JSON.stringify(values)}`;
}

function deleteCommand(): Command {
  return defineAdminCommand(
    'delete',
    'Delete a trust rule, and sign out the workloads that it has let in',
    'trusts delete ID --yes',
  )
    .argument('<id>', 'as in trusts list')
    .option('-y, --yes', 'do not ask')
    .action(
      administer<readonly [string], { readonly yes?: boolean }>(async ({ api, session, options }, id) => {
        await confirmDeletion(session, options, `the trust rule ${id}`);
        await api.delete(['trusts', id]);
        await session.report({ deleted: true, kind: 'trust', id }, `deleted the trust rule ${id}`);
      }),
    );
}

function explainCommand(): Command {
  return defineAdminCommand(
    'explain',
    'Explain which trust rules match a token, which nearly match, and why. Reads the token, or its claims as JSON, from standard input',
    'trusts explain < claims.json',
  )
    .option('--robot <name>', 'the user name that the client gives')
    .action(
      administer<readonly [], { readonly robot?: string }>(async ({ api, session, options: { robot } }) => {
        const claims = claimsOf((await text(process.stdin)).trim());
        const answer = await api.post<TokenExplanationRecord>(['trusts', 'explain'], { claims, robot });
        const { visibleText } = await import('@lading/client');
        await session.output.show(answer, () => answer.text.split('\n').map((line) => visibleText(line, 1000)));
      }),
    );
}

/** Only the claims are sent to the registry, without a signature, so nobody can use them as a token. */
function claimsOf(given: string): object {
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(given) ?? [];
  const json = payload === undefined ? given : Buffer.from(payload, 'base64url').toString('utf8');
  try {
    const claims: unknown = JSON.parse(json);
    if (typeof claims === 'object' && claims !== null && !Array.isArray(claims)) return claims;
  } catch {
    // The message of the parser would show a part of the token.
  }
  throw new UsageError('standard input has neither a JWT nor its claims as a JSON object');
}
