// What a pull of a manifest costs beside the parts that it is made of, each alone: Node's HTTP server, Nest on Fastify, one
// statement for each request. It tells how much of what Lading does could be saved at all.
//   node bench/floor.mjs [--rounds N] [--seconds N]
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { imageManifestType, makeContent } from './content.mjs';
import { fillByHttp } from './fill/fill-by-http.mjs';
import { startPart } from './floor/start-part.mjs';
import { runWrk } from './generator/generate.mjs';
import { formatSpread } from './report/spread.mjs';
import { distribution3 } from './subjects/distribution.mjs';
import { lading } from './subjects/lading.mjs';

process.env.PATH = `${process.env.PATH}:${join(homedir(), 'go/bin')}`;
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '2' } },
});
const warmUpSeconds = 5;
const content = makeContent({ largeBytes: 1024, hugeBytes: 1024 });
const root = mkdtempSync(join(tmpdir(), 'lading-floor-'));
// PostgreSQL runs as a user of its own.
chmodSync(root, 0o755);
process.on('exit', () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));

const registry = await startFilled(lading);
const subjects = { 'Lading, two workers': registry };
if (await distribution3.isInstalled()) subjects['Distribution 3'] = await startFilled(distribution3);
subjects['node:http alone'] = await startWithDatabase('answer');
subjects['Nest on Fastify alone'] = await startWithDatabase('nest');
subjects['node:http and a statement for each request'] = await startWithDatabase('statement');

const figures = new Map(Object.keys(subjects).map((name) => [name, { rates: [], costs: [] }]));
for (const subject of Object.values(subjects)) await load(subject, warmUpSeconds);
for (let round = 0; round < Number(values.rounds); round++)
  for (const [name, subject] of Object.entries(subjects)) {
    const { rate, cost } = await load(subject, Number(values.seconds));
    figures.get(name).rates.push(rate);
    figures.get(name).costs.push(cost);
  }
console.log('| GET of a manifest by tag, 16 connections | requests/s | CPU ms / request |\n| --- | --- | --- |');
for (const [name, { rates, costs }] of figures)
  console.log(`| ${name} | ${formatSpread(rates)} | ${formatSpread(costs)} |`);
for (const { stop } of Object.values(subjects).reverse()) await stop();
process.exit(0);

async function startFilled(subject) {
  const directory = join(root, subject.name);
  mkdirSync(directory, { mode: 0o755 });
  const server = await subject.start(directory);
  await fillByHttp(server, content, { referrers: false });
  return server;
}

/** The database is among the registry's processes, which have nothing else to do meanwhile. */
async function startWithDatabase(kind) {
  const part = await startPart('serve.mjs', kind, registry.databaseUrl);
  return { ...part, cpuSeconds: () => part.cpuSeconds() + registry.cpuSeconds() };
}

async function load({ url, cpuSeconds }, seconds) {
  const before = cpuSeconds();
  const fields = [`Accept: ${imageManifestType}`];
  const { requests, seconds: took, errors } = await runWrk(`${url}/v2/bench/manifests/v1`, { seconds, fields });
  if (errors.length > 0) throw new Error(`${url}: ${errors[0]}`);
  return { rate: requests / took, cost: ((cpuSeconds() - before) / requests) * 1000 };
}
