import { createRequire } from 'node:module';
import { promiseOf } from '../case.js';
import { detectFeatures } from '../registry/feature/detect-features.js';
import type { RegistryFeature } from '../registry/registry-feature.js';
import { runRegistryCases } from '../registry/run-registry-cases.js';
import { countOf, type ReportedCase, type RunReport, reportCase } from '../report/run-report.js';
import { paintFor, terminalSummary } from '../report/terminal-summary.js';
import { jsonReport, writeReports } from '../report/write-reports.js';
import { runCertifyCommand } from './certify-command.js';
import { CommandError } from './command-error.js';
import { type CommandOptions, readCommandOptions } from './command-options.js';
import { type CommandStreams, readPassword } from './command-streams.js';
import { help } from './help.js';
import { reachRegistry } from './reach-registry.js';
import { readAccounts } from './read-accounts.js';
import { selectCases } from './select-cases.js';

/**
 * Does what the command line asks for.
 * @returns the exit code: 0 nothing failed, 1 something failed, 2 the run could not be made
 */
export async function runCommand(args: readonly string[], streams: CommandStreams): Promise<number> {
  const { stdout, stderr } = streams;
  try {
    if (args[0] === 'certify') return await runCertifyCommand(args.slice(1), streams);
    const options = readCommandOptions(args);
    if (options.help) return print(stdout, help);
    if (options.version) return print(stdout, `${version()}\n`);
    const cases = selectCases(options);
    if (options.list)
      return print(stdout, cases.map((one) => `${one.id}  ${promiseOf(one)}  ${one.strength}\n`).join(''));
    if (options.url === undefined) throw new CommandError('which registry? See --help');
    return await runAgainst(options.url, options, streams);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    stderr.write(`lading-conformance: ${error.message}\n`);
    return 2;
  }
}

async function runAgainst(url: URL, options: CommandOptions, streams: CommandStreams): Promise<number> {
  const { stdout, environment } = streams;
  const { username, token } = options;
  const password = username === undefined ? undefined : await readPassword(streams);
  const accounts = options.accounts === undefined ? undefined : await readAccounts(options.accounts);
  const reached = await reachRegistry(url, { username, password, token }, options);
  const registry = { ...reached, ...(accounts !== undefined && { accounts }) };
  const detected = await detectFeatures(registry);
  const features = chooseFeatures(accounts === undefined ? detected : [...detected, 'token-service'], options);
  const startedAt = new Date();
  const cases: ReportedCase[] = [];
  const selected = selectCases(options);
  const { parallel, timeoutMilliseconds } = options;
  const run = { features, cases: selected, parallel, timeoutMilliseconds };
  for await (const result of runRegistryCases(registry, run)) {
    cases.push(reportCase(result));
    showProgress(cases.length, selected.length, streams);
  }
  const report = reportOf(cases, { url, features, startedAt, options });
  const isColoured = stdout.isTTY === true && (environment.NO_COLOR ?? '') === '';
  stdout.write(options.json ? `${jsonReport(report)}\n` : terminalSummary(report, paintFor(isColoured)));
  if (options.output !== undefined) await writeInto(options.output, report);
  return report.failed === 0 ? 0 : 1;
}

/** What the registry seems to have, but for what the options say of it. */
function chooseFeatures(detected: readonly RegistryFeature[], options: CommandOptions): readonly RegistryFeature[] {
  const wanted = new Set([...detected, ...options.with]);
  for (const feature of options.without) wanted.delete(feature);
  return [...wanted];
}

interface Run {
  readonly url: URL;
  readonly features: readonly RegistryFeature[];
  readonly startedAt: Date;
  readonly options: CommandOptions;
}

function reportOf(cases: readonly ReportedCase[], { url, features, startedAt, options }: Run): RunReport {
  return {
    tool: { name: '@lading/conformance', version: version() },
    registry: url.origin,
    startedAt: startedAt.toISOString(),
    milliseconds: Date.now() - startedAt.getTime(),
    strength: options.strength,
    features,
    passed: countOf(cases, 'passed'),
    failed: countOf(cases, 'failed'),
    skipped: countOf(cases, 'skipped'),
    cases,
  };
}

async function writeInto(directory: string, report: RunReport): Promise<void> {
  try {
    await writeReports(report, directory);
  } catch (error) {
    throw new CommandError(`the reports can't be written: ${(error as Error).message}`);
  }
}

/** One line that counts, where somebody watches. */
function showProgress(done: number, all: number, { stderr }: CommandStreams): void {
  if (stderr.isTTY === true) stderr.write(done === all ? '\r\u001b[K' : `\r${done} of ${all}`);
}

function print(stream: CommandStreams['stdout'], text: string): number {
  stream.write(text);
  return 0;
}

function version(): string {
  const { version: own } = createRequire(import.meta.url)('../../package.json') as { version: string };
  return own;
}
