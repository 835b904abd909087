// Two registries that we did not write, held to our cases by the command as anybody runs it. What they do otherwise is known:
// docs/peers.md has a section for each, with a table that names every case that fails. A failure that is not there counts,
// and so does one that is there and fails no more: then either the case has changed its mind, or the registry has. Races are
// only told of.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createChecks } from './harness/checks.mjs';
import { findFreePort } from './harness/free-port.mjs';
import { makeTemporaryDirectory, projectDirectory, reportsDirectory } from './harness/paths.mjs';
import { startRegistry } from './harness/registry-process.mjs';
import { runCommand } from './harness/run-command.mjs';

/** The section of docs/peers.md begins with what `--version` says. */
const peers = [
  { name: 'Distribution 2.8', program: 'docker-registry' },
  { name: 'Distribution 3', program: 'registry' },
];

const command = join(projectDirectory, 'packages/conformance/dist/command/main.js');
const page = readFileSync(join(projectDirectory, 'docs/peers.md'), 'utf8');
const checks = createChecks('peers');
const work = makeTemporaryDirectory('peers');
for (const peer of peers) await checks.check(`${peer.name} was held to the cases`, () => comparePeer(peer));
checks.finish();

async function comparePeer({ name, program }) {
  const { stdout } = await runCommand(program, ['--version']);
  const version = /v?(\d+\.\d+\.\d+)/.exec(stdout.split(' ').at(-1))?.[1];
  const known = readKnown(`Distribution ${version}`);
  const { failed, ran } = await holdToCases(program);
  checks.note(`${name}: ${version}, ${ran.size} cases ran, ${failed.size} failed, ${known.size} are known to fail`);
  for (const [id, failure] of failed) {
    if (known.has(id)) checks.pass(`${name}: ${id} fails, as is known`);
    else if (isRace(id))
      checks.note(`${name}: ${id} failed in this run, and docs/peers.md does not say so: ${failure}`);
    else checks.fail(`${name}: ${id} fails, and docs/peers.md does not say so`, failure);
  }
  for (const id of known) {
    if (failed.has(id)) continue;
    if (!ran.has(id))
      checks.fail(`${name}: ${id} of docs/peers.md did not run`, 'there is no such case, or it does not apply');
    else if (isRace(id)) checks.note(`${name}: ${id} passed in this run`);
    else checks.fail(`${name}: ${id} fails no more, and docs/peers.md says that it does`, 'take it off the table');
  }
}

/** Who wins a race is not the same in each run, so that a peer may lose one for the first time. */
function isRace(id) {
  return id.startsWith('race/');
}

/** The cases that the table of a section names in its last column. */
function readKnown(title) {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${title}\n`));
  if (section === undefined) throw new Error(`docs/peers.md has no section «${title}»: run the command, and write one`);
  const cells = section.split('\n').flatMap((line) => (line.startsWith('| ') ? [line.split('|').at(-2)] : []));
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`([a-z0-9-]+\/[^`]+)`/g)].map(([, id]) => id)));
}

async function holdToCases(program) {
  const directory = join(work, program);
  const reports = join(reportsDirectory, 'peers', program);
  mkdirSync(directory);
  const port = await findFreePort();
  const configuration = join(directory, 'config.yml');
  writeFileSync(configuration, configurationOf(directory, port));
  const registry = await startRegistry({
    command: [program, 'serve', configuration],
    cwd: directory,
    dataDirectory: join(directory, 'data'),
    logFile: join(directory, 'log'),
    port,
  });
  try {
    const parameters = [command, registry.url, '--parallel', '2', '--output', reports];
    await runCommand(process.execPath, parameters, { seconds: 400 }).catch((error) => {
      if (!/ended with 1:/.test(error.message)) throw error;
    });
  } finally {
    await registry.stop();
  }
  const { cases } = JSON.parse(readFileSync(join(reports, 'results.json'), 'utf8'));
  return {
    ran: new Set(cases.flatMap(({ id, outcome }) => (outcome === 'skipped' ? [] : [id]))),
    failed: new Map(cases.flatMap(({ id, outcome, failure }) => (outcome === 'failed' ? [[id, failure]] : []))),
  };
}

function configurationOf(directory, port) {
  return `version: 0.1
log: { level: error, accesslog: { disabled: true } }
storage:
  filesystem: { rootdirectory: ${join(directory, 'data')} }
  delete: { enabled: true }
http: { addr: 127.0.0.1:${port} }
`;
}
