import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { UsageError } from '../failure/command-error.js';
import type { TrustRecord } from '../management/records.js';
import { collect } from '../session/define-command.js';
import { claimsFrom } from './claims.js';
import { administer, defineAdminCommand } from './define-admin-command.js';
import { durationSeconds } from './read-time.js';
import { type ScopeOptions, scopesFrom } from './scopes.js';

interface CreateOptions extends ScopeOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly claim?: readonly string[];
  readonly claimGlob?: readonly string[];
  readonly robot: string;
  readonly maximumLife?: number;
  readonly jwks?: string;
  readonly description?: string;
}

export function createTrustCommand(): Command {
  return defineAdminCommand(
    'create',
    'Create a trust rule, and print its id',
    'trusts create --issuer https://token.actions.githubusercontent.com --audience registry.example.com --claim repository_id=74 --claim ref=refs/heads/main --robot builder',
  )
    .requiredOption('--issuer <url>', 'the iss of the tokens')
    .requiredOption('--audience <text>', 'the aud of the tokens; a name of the registry that no other service uses')
    .option(
      '--claim <name=value>',
      'a claim of the tokens; repeat it for other claims, which must all match, or for other allowed values of one claim',
      collect,
    )
    .option('--claim-glob <name=glob>', 'a claim that matches a glob such as refs/tags/v*; may be repeated', collect)
    .requiredOption('--robot <name>', 'the robot that the workload becomes')
    .option('--where <pattern>', 'only these repositories of the robot; may be repeated', collect)
    .option('--what <right>', 'only pull, push, …, with --where; may be repeated', collect)
    .option('--maximum-life <duration>', 'how long a workload may act, such as 2h; 1h if absent', durationSeconds)
    .option('--jwks <file>', 'the keys of the issuer as a JWK set; the registry reads them from the issuer if absent')
    .option('--description <text>', 'why the rule exists')
    .action(
      administer<readonly [], CreateOptions>(async ({ api, session, options }) => {
        const created = await api.post<TrustRecord>(['trusts'], await trustFrom(options));
        for (const warning of created.warnings) session.notices.warn(warning);
        await session.output.show(created, [created.id]);
      }),
    );
}

async function trustFrom(options: CreateOptions): Promise<object> {
  const { issuer, audience, claim, claimGlob, robot, maximumLife: maximumSeconds, jwks, description } = options;
  return {
    issuer,
    audience,
    claims: claimsFrom(claim, claimGlob),
    robot,
    scopes: scopesFrom(options),
    maximumSeconds,
    jwks: jwks === undefined ? undefined : await readKeys(jwks),
    description,
  };
}

/** The message of the parser would show a part of the file, which may have private keys. */
async function readKeys(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is not JSON`);
  }
}
