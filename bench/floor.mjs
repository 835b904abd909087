// What a pull or a push of a manifest costs beside the parts that it is made of, each alone: Node's HTTP server, Nest on
// Fastify, one statement for each request. It tells how much of what Lading does could be saved at all.
//   node bench/floor.mjs [--load pull|push] [--rounds N] [--seconds N]
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeTemporaryDirectory } from '../.ci/harness/paths.mjs';
import { imageManifestType, makeContent } from './content.mjs';
import { fillByHttp } from './fill/fill-by-http.mjs';
import { startPart } from './floor/start-part.mjs';
import { generate, runWrk } from './generator/generate.mjs';
import { formatSpread } from './report/spread.mjs';
import { distribution3 } from './subjects/distribution.mjs';
import { lading } from './subjects/lading.mjs';

process.env.PATH = `${process.env.PATH}:${join(homedir(), 'go/bin')}`;
const text = (usual) => ({ type: 'string', default: usual });
const { values } = parseArgs({ options: { load: text('pull'), rounds: text('5'), seconds: text('2') } });
const connections = 16;
const loads = {
  pull: {
    title: 'GET of a manifest by tag',
    parts: {
      'node:http alone': ['serve.mjs', 'answer'],
      'Nest on Fastify alone': ['serve.mjs', 'nest'],
      'node:http and a statement for each request': ['serve.mjs', 'statement'],
    },
    run({ url }, seconds) {
      const fields = [`Accept: ${imageManifestType}`];
      return runWrk(`${url}/v2/bench/manifests/v1`, { seconds, fields });
    },
  },
  push: {
    title: 'PUT of a new manifest',
    parts: {
      'node:http alone': ['store.mjs', 'read'],
      'node:http, JSON and SHA-256': ['store.mjs', 'check'],
      'the same and a commit for each': ['store.mjs', 'commit-each'],
      'the same and a commit for all of a turn': ['store.mjs', 'commit-together'],
    },
    run({ port }, seconds, seed) {
      return generate({ kind: 'putManifests', port, repository: 'bench', seed, connections, seconds });
    },
  },
};
const load = loads[values.load];
if (load === undefined) throw new Error(`--load is one of ${Object.keys(loads).join(', ')}`);
const warmUpSeconds = 5;
const content = makeContent({ largeBytes: 1024, hugeBytes: 1024 });
const root = makeTemporaryDirectory('floor');

const registry = await startFilled(lading);
const subjects = { 'Lading, two workers': registry };
if (await distribution3.isInstalled()) subjects['Distribution 3'] = await startFilled(distribution3);
for (const [name, part] of Object.entries(load.parts)) subjects[name] = await startWithDatabase(...part);

const figures = new Map(Object.keys(subjects).map((name) => [name, { rates: [], costs: [] }]));
for (const subject of Object.values(subjects)) await measure(subject, warmUpSeconds, `${subject.port}-warm-up`);
for (let round = 0; round < Number(values.rounds); round++)
  for (const [name, subject] of Object.entries(subjects)) {
    const { rate, cost } = await measure(subject, Number(values.seconds), `${subject.port}-${round}`);
    figures.get(name).rates.push(rate);
    figures.get(name).costs.push(cost);
  }
console.log(`| ${load.title}, ${connections} connections | requests/s | CPU ms / request |\n| --- | --- | --- |`);
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
async function startWithDatabase(script, kind) {
  const part = await startPart(script, kind, registry.databaseUrl);
  return { ...part, cpuSeconds: () => part.cpuSeconds() + registry.cpuSeconds() };
}

async function measure(subject, seconds, seed) {
  const before = subject.cpuSeconds();
  const { requests, seconds: took, errors } = await load.run(subject, seconds, seed);
  if (errors.length > 0) throw new Error(`${subject.url}: ${errors[0]}`);
  return { rate: requests / took, cost: ((subject.cpuSeconds() - before) / requests) * 1000 };
}
