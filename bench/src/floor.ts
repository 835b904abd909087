// Compares a pull or a push of a manifest with each of its parts alone: Node's HTTP server, Nest on Fastify, one statement for
// each request. The difference is the most that Lading could save.
//   node bench/dist/floor.js [--load pull|push] [--rounds N] [--seconds N]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { imageManifestType } from '@lading/e2e/harness/image';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { makeSmallContent } from './content.js';
import { fillByHttp } from './fill/fill-by-http.js';
import { type Part, type PartProgram, startPart } from './floor/start-part.js';
import type { Figures } from './generator/figures.js';
import { generate, runWrk } from './generator/generate.js';
import { addGoCommands } from './go-path.js';
import { formatSpread } from './report/spread.js';
import { distribution3 } from './subjects/distribution.js';
import { lading } from './subjects/lading.js';
import type { Subject, SubjectServer } from './subjects/subject.js';

interface Load {
  readonly title: string;
  /** The program and the kind of each part. */
  readonly parts: Readonly<Record<string, readonly [PartProgram, string]>>;
  run(part: Part, seconds: number, seed: string): Promise<Figures>;
}

/** A part or a whole server, with its figures. */
interface Measured {
  readonly part: Part;
  readonly rates: number[];
  readonly costs: number[];
}

addGoCommands();
const { values } = parseArgs({
  options: {
    load: { type: 'string', default: 'pull' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
  },
});
const connections = 16;
const loads = new Map<string, Load>([
  [
    'pull',
    {
      title: 'GET of a manifest by tag',
      parts: {
        'node:http alone': ['serve.js', 'answer'],
        'Nest on Fastify alone': ['serve.js', 'nest'],
        'node:http and a statement for each request': ['serve.js', 'statement'],
      },
      run: ({ url }, seconds) =>
        runWrk(`${url}/v2/bench/manifests/v1`, { seconds, fields: [`Accept: ${imageManifestType}`] }),
    },
  ],
  [
    'push',
    {
      title: 'PUT of a new manifest',
      parts: {
        'node:http alone': ['store.js', 'read'],
        'node:http, JSON and SHA-256': ['store.js', 'check'],
        'the same and a commit for each': ['store.js', 'commit-each'],
        'the same and a commit for all of a turn': ['store.js', 'commit-together'],
      },
      run: ({ port }, seconds, seed) =>
        generate({ kind: 'putManifests', port, repository: 'bench', seed, connections, seconds }),
    },
  ],
]);
const load = chooseLoad(values.load);
const warmUpSeconds = 5;
const content = makeSmallContent();
const root = makeTemporaryDirectory('floor');

const registry = await startFilled(lading);
const subjects = new Map<string, Measured>();
add('Lading, two workers', registry);
if (await distribution3.isInstalled()) add('Distribution 3', await startFilled(distribution3));
for (const [name, part] of Object.entries(load.parts)) add(name, await startWithDatabase(...part));

for (const { part } of subjects.values()) await measure(part, warmUpSeconds, `${part.port}-warm-up`);
for (let round = 0; round < Number(values.rounds); round++)
  for (const { part, rates, costs } of subjects.values()) {
    const { rate, cost } = await measure(part, Number(values.seconds), `${part.port}-${round}`);
    rates.push(rate);
    costs.push(cost);
  }
console.log(`| ${load.title}, ${connections} connections | requests/s | CPU ms / request |\n| --- | --- | --- |`);
for (const [name, { rates, costs }] of subjects)
  console.log(`| ${name} | ${formatSpread(rates)} | ${formatSpread(costs)} |`);
for (const { part } of [...subjects.values()].reverse()) await part.stop();
process.exit(0);

function chooseLoad(name: string): Load {
  const chosen = loads.get(name);
  if (chosen === undefined) throw new Error(`--load is one of ${[...loads.keys()].join(', ')}`);
  return chosen;
}

function add(name: string, part: Part): void {
  subjects.set(name, { part, rates: [], costs: [] });
}

async function startFilled<Running extends SubjectServer>(subject: Subject<Running>): Promise<Running> {
  const directory = join(root, subject.name);
  mkdirSync(directory, { mode: 0o755 });
  const server = await subject.start(directory);
  await fillByHttp(server.port, content, { referrers: false });
  return server;
}

/** The database is among the registry's processes, which have nothing else to do meanwhile. */
async function startWithDatabase(program: PartProgram, kind: string): Promise<Part> {
  const part = await startPart(program, kind, registry.databaseUrl);
  return { ...part, cpuSeconds: () => part.cpuSeconds() + registry.cpuSeconds() };
}

async function measure(part: Part, seconds: number, seed: string): Promise<{ rate: number; cost: number }> {
  const before = part.cpuSeconds();
  const { requests, seconds: took, errors } = await load.run(part, seconds, seed);
  if (errors.length > 0) throw new Error(`${part.url}: ${errors[0]}`);
  return { rate: requests / took, cost: ((part.cpuSeconds() - before) / requests) * 1000 };
}
