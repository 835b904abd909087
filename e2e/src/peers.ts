// Runs our cases, by the command as anybody runs it, against two registries by other authors. docs/peers.md has a section for
// each, with a table of every case that fails. A failure that is not in the table counts, and so does a case in the table that
// passes: either the case or the registry has changed. Races are only reported.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checks } from './harness/checks.js';
import { type DistributionProgram, readVersion, startDistribution } from './harness/distribution.js';
import { projectDirectory, reportsDirectory } from './harness/paths.js';
import { CommandError, runToEnd } from './harness/run-command.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';

interface Peer {
  readonly name: string;
  readonly program: DistributionProgram;
}

/** The part of `results.json` that is read here. */
interface CaseResult {
  readonly id: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly failure?: string;
}

const peers: readonly Peer[] = [
  { name: 'Distribution 2.8', program: 'docker-registry' },
  { name: 'Distribution 3', program: 'registry' },
];

const command = join(projectDirectory, 'packages/conformance/dist/command/main.js');
const page = readFileSync(join(projectDirectory, 'docs/peers.md'), 'utf8');
const checks = new Checks('peers');
const work = makeTemporaryDirectory('peers');
for (const peer of peers) await checks.check(`the cases ran against ${peer.name}`, () => comparePeer(peer));
checks.finish();

async function comparePeer({ name, program }: Peer): Promise<void> {
  const version = /v?(\d+\.\d+\.\d+)/.exec((await readVersion(program)).split(' ').at(-1) ?? '')?.[1];
  const known = readKnown(`Distribution ${version}`);
  const results = await runCases(program);
  const ran = results.filter(({ outcome }) => outcome !== 'skipped');
  const failed = ran.filter(({ outcome }) => outcome === 'failed');
  checks.note(`${name}: ${version}, ${ran.length} cases ran, ${failed.length} failed, ${known.size} are known to fail`);
  for (const result of failed) reportFailure(name, result, known);
  for (const id of known) if (!failed.some((result) => result.id === id)) reportPass(name, id, ran);
}

function reportFailure(name: string, { id, failure }: CaseResult, known: ReadonlySet<string>): void {
  if (known.has(id)) checks.pass(`${name}: ${id} fails, which is known`);
  else if (isRace(id)) checks.note(`${name}: ${id} failed in this run, and docs/peers.md does not say so: ${failure}`);
  else checks.fail(`${name}: ${id} fails, and docs/peers.md does not say so`, failure);
}

/** Reports a case of the table that did not fail. */
function reportPass(name: string, id: string, ran: readonly CaseResult[]): void {
  if (!ran.some((result) => result.id === id))
    checks.fail(`${name}: ${id} of docs/peers.md did not run`, 'there is no such case, or it does not apply');
  else if (isRace(id)) checks.note(`${name}: ${id} passed in this run`);
  else checks.fail(`${name}: ${id} passes, and docs/peers.md says that it fails`, 'take it off the table');
}

/** A race has another winner in each run, so a peer may lose one for the first time. */
function isRace(id: string): boolean {
  return id.startsWith('race/');
}

/** The cases that the table of a section names in its last column. The title has the version that `--version` prints. */
function readKnown(title: string): Set<string> {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${title}\n`));
  if (section === undefined) throw new Error(`docs/peers.md has no section «${title}»: run the command, and write one`);
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  const cells = rows.map((row) => row.split('|').at(-2) ?? '');
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`([a-z0-9-]+\/[^`]+)`/g)].map(([, id = '']) => id)));
}

async function runCases(program: DistributionProgram): Promise<readonly CaseResult[]> {
  const reports = join(reportsDirectory, 'peers', program);
  const registry = await startDistribution(program, { directory: join(work, program) });
  try {
    const parameters = [command, registry.url, '--parallel', '2', '--output', reports];
    const ended = await runToEnd(process.execPath, parameters, { seconds: 400 });
    // 1 means that cases failed.
    if (ended.code !== 0 && ended.code !== 1) throw new CommandError([process.execPath, ...parameters], ended);
  } finally {
    await registry.stop();
  }
  return (JSON.parse(readFileSync(join(reports, 'results.json'), 'utf8')) as { cases: CaseResult[] }).cases;
}
