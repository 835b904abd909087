// What a pull of a manifest costs beside the parts that it is made of, each alone: Node's HTTP server, Nest on Fastify, one
// statement for each request. It tells how much of what Lading does could be saved at all.
//   node bench/floor.mjs [--rounds N] [--seconds N]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findFreePort } from '../.ci/harness/free-port.mjs';
import { imageManifestType, makeContent } from './content.mjs';
import { fillByHttp } from './fill/fill-by-http.mjs';
import { runWrk } from './generator/generate.mjs';
import { significant } from './report/significant.mjs';
import { summarise } from './report/summary.mjs';
import { distribution3 } from './subjects/distribution.mjs';
import { lading } from './subjects/lading.mjs';
import { cpuSecondsOf } from './subjects/server-process.mjs';

process.env.PATH = `${process.env.PATH}:${join(homedir(), 'go/bin')}`;
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '2' } },
});
const warmUpSeconds = 5;
const content = makeContent({ largeBytes: 1024, hugeBytes: 1024 });
const root = mkdtempSync(join(tmpdir(), 'lading-floor-'));
// PostgreSQL runs as a user of its own.
chmodSync(root, 0o755);
const children = [];
process.on('exit', () => {
  for (const child of children) child.kill();
  rmSync(root, { recursive: true, force: true, maxRetries: 3 });
});

const registry = await startFilled(lading);
const subjects = { 'Lading, two workers': registry };
if (await distribution3.isInstalled()) subjects['Distribution 3'] = await startFilled(distribution3);
subjects['node:http alone'] = await startPart('answer');
subjects['Nest on Fastify alone'] = await startPart('nest');
subjects['node:http and a statement for each request'] = await startPart('statement');

const figures = new Map(Object.keys(subjects).map((name) => [name, { rates: [], costs: [] }]));
for (const subject of Object.values(subjects)) await load(subject, warmUpSeconds);
for (let round = 0; round < Number(values.rounds); round++)
  for (const [name, subject] of Object.entries(subjects)) {
    const { rate, cost } = await load(subject, Number(values.seconds));
    figures.get(name).rates.push(rate);
    figures.get(name).costs.push(cost);
  }
console.log('| GET of a manifest by tag, 16 connections | requests/s | CPU ms / request |\n| --- | --- | --- |');
for (const [name, { rates, costs }] of figures) console.log(`| ${name} | ${show(rates)} | ${show(costs)} |`);
for (const child of children.splice(0)) child.kill();
for (const { stop } of Object.values(subjects)) await stop?.();
process.exit(0);

async function startFilled(subject) {
  const directory = join(root, subject.name);
  mkdirSync(directory, { mode: 0o755 });
  const server = await subject.start(directory);
  await fillByHttp(server, content, { referrers: false });
  return server;
}

async function startPart(kind) {
  const port = await findFreePort();
  const child = fork(new URL('./floor/serve.mjs', import.meta.url), [kind, String(port), registry.databaseUrl]);
  children.push(child);
  await once(child, 'message');
  // The database is among the registry's processes, which have nothing else to do meanwhile.
  const cpuSeconds = () => cpuSecondsOf(child.pid) + registry.cpuSeconds();
  return { url: `http://127.0.0.1:${port}`, cpuSeconds };
}

async function load({ url, cpuSeconds }, seconds) {
  const before = cpuSeconds();
  const fields = [`Accept: ${imageManifestType}`];
  const { requests, seconds: took, errors } = await runWrk(`${url}/v2/bench/manifests/v1`, { seconds, fields });
  if (errors.length > 0) throw new Error(`${url}: ${errors[0]}`);
  return { rate: requests / took, cost: ((cpuSeconds() - before) / requests) * 1000 };
}

/** The median, the lowest and the highest. */
function show(numbers) {
  const { median, lowest, highest } = summarise(numbers);
  return `${significant(median)} (${significant(lowest)} – ${significant(highest)})`;
}
