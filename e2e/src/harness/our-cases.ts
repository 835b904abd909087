import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type RegistryCase,
  type RegistryFeature,
  registryCases,
  runRegistryCases,
  testNameOf,
} from '@lading/conformance';
import type { Account } from './accounts.js';
import type { Checks } from './checks.js';
import { projectDirectory } from './paths.js';
import { runToEnd } from './run-command.js';

const caseSeconds = 120;

export interface OurCasesOptions {
  readonly features: readonly RegistryFeature[];
  /** The cases to run; all if absent. */
  readonly cases?: readonly RegistryCase[];
  /** How many run at the same time; 4 if absent. Most cases wait for answers. */
  readonly parallel?: number;
}

/** Runs the cases of `@lading/conformance` against a registry. Each case that applies is one row. */
export async function runOurCases(
  checks: Checks,
  name: string,
  url: string,
  { features, cases = registryCases, parallel = 4 }: OurCasesOptions,
): Promise<void> {
  const results = runRegistryCases({ url }, { features, cases, parallel });
  let applied = 0;
  for (;;) {
    const { done, value: result } = await withTimeLimit(results.next());
    if (done) break;
    const title = `${name}: ${testNameOf(result.case)}`;
    if (result.outcome === 'skipped') continue;
    if (result.outcome === 'passed') checks.pass(title);
    else checks.fail(title, result.error);
    applied += 1;
  }
  checks.note(`${name}: ${applied} of ${cases.length} cases apply`);
}

/** The part of a case in the report of the command that is read here. */
interface ReportedCase {
  readonly id: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly failure?: string;
}

const leastCases = 200;

/** Runs the cases by our command `lading-conformance` with an account. Each case that applies is one row. */
export async function runOurCommand(checks: Checks, name: string, url: string, account: Account): Promise<void> {
  const command = join(projectDirectory, 'packages/conformance/dist/command/main.js');
  const parameters = [command, url, '--json', '--parallel=4', `--username=${account.name}`, '--password-stdin'];
  await checks.check(`${name}: the command runs`, async () => {
    const { stdout, stderr } = await runToEnd(process.execPath, parameters, { input: account.secret, seconds: 300 });
    if (!stdout.startsWith('{')) throw new Error(stderr.slice(-1500));
    const { cases } = JSON.parse(stdout) as { readonly cases: readonly ReportedCase[] };
    const applied = cases.filter(({ outcome }) => outcome !== 'skipped');
    for (const { id, title, outcome, failure } of applied)
      if (outcome === 'passed') checks.pass(`${name}: ${id} ${title}`);
      else checks.fail(`${name}: ${id} ${title}`, failure);
    checks.note(`${name}: ${applied.length} of ${cases.length} cases apply`);
    if (applied.length < leastCases) throw new Error(`only ${applied.length} cases ran`);
  });
}

async function withTimeLimit<Result>(running: Promise<Result>): Promise<Result> {
  const over = new AbortController();
  const limit = sleep(caseSeconds * 1000, undefined, { signal: over.signal }).then(() => {
    throw new Error(`a case is not done after ${caseSeconds} s`);
  });
  limit.catch(() => {});
  try {
    return await Promise.race([running, limit]);
  } finally {
    over.abort();
  }
}
