// Compares this checkout with another one, such as the version before a change: both servers run side by side and take the same
// load by turns, so everything that the machine does meanwhile meets both. On a machine that others use too, single runs of the
// same version differ by half; the middle of the ratios of neighbouring turns does not.
// `--before` gives the first server other variables: with this checkout as DIR, a setting is compared with its default.
//   node bench/dist/compare.js --with DIR [--before NAME=VALUE] [--only a,b] [--pairs N] [--seconds N]
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { projectDirectory } from '@lading/e2e/harness/paths';
import { processName } from '@lading/e2e/harness/process-tree';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { makeContent } from './content.js';
import { addGoCommands } from './go-path.js';
import { loads } from './loads/index.js';
import type { Load, Turn } from './loads/load.js';
import { quickSizes, type Sizes, usualSizes } from './options.js';
import { significant } from './report/significant.js';
import { formatSpread } from './report/spread.js';
import { summarise } from './report/summary.js';
import { type LadingServer, ladingOf } from './subjects/lading.js';
import { cpuSecondsOf, type Server } from './subjects/server-process.js';

interface Side {
  readonly name: 'before' | 'now';
  readonly server: LadingServer;
  readonly directory: string;
  start(directory: string): Promise<LadingServer>;
}

/** The figures of one turn. */
interface Measured {
  readonly figure: number;
  /** The milliseconds of CPU for each request, of all processes. */
  readonly cost: number;
  /** The same by the names of the processes. */
  readonly costs: Readonly<Record<string, number>>;
}

type Pair = Readonly<Record<Side['name'], Measured>>;

addGoCommands();
const { values } = parseArgs({
  options: {
    with: { type: 'string' },
    before: { type: 'string', multiple: true, default: [] },
    only: { type: 'string' },
    pairs: { type: 'string', default: '15' },
    seconds: { type: 'string', default: '1.5' },
  },
});
if (values.with === undefined) throw new Error('--with names a checkout that is built');
const [pairs, seconds] = [Number(values.pairs), Number(values.seconds)];
const starts = values.only?.split(',');
const chosen = loads.filter((load) => !load.once && isChosen(load));
// Lists need only some tags: their growth is not compared.
const { largeBytes, layerBytes } = usualSizes;
const sizes: Sizes = { ...quickSizes, largeBytes, layerBytes };
const content = makeContent(sizes);

const root = makeTemporaryDirectory('compare');
const variables = Object.fromEntries(values.before.map((each) => each.split(/=(.*)/, 2)));
const before = await start('before', resolve(values.with), variables);
const now = await start('now', projectDirectory, {});
console.log('| Load | before | now | ratio | CPU ms before | now | ratio | by process before | now |');
console.log(`|${' --- |'.repeat(9)}`);
for (const load of chosen) await compare(load);
for (const { server } of [before, now]) await server.stop();
process.exit(0);

/** Large pushes leave some GB on the disk in each turn, to the end. They are compared only by name. */
function isChosen({ id, ownFolder = false }: Load): boolean {
  return starts === undefined ? !ownFolder : starts.some((each) => id.startsWith(each));
}

async function start(name: Side['name'], checkout: string, environment: NodeJS.ProcessEnv): Promise<Side> {
  const directory = join(root, name);
  mkdirSync(directory, { mode: 0o755 });
  const subject = ladingOf(checkout);
  const startIn = (folder: string) => subject.start(folder, { environment });
  const server = await startIn(directory);
  await server.fill(content);
  return { name, server, directory, start: startIn };
}

async function compare(load: Load): Promise<void> {
  for (const side of [before, now]) await run(load, side, 'warm-up');
  const measured: Pair[] = [];
  for (let pair = 0; pair < pairs; pair++) measured.push(await runPair(load, pair));
  const [of, ratioOf] = [
    (side: Side['name'], field: 'figure' | 'cost') => formatSpread(measured.map((pair) => pair[side][field])),
    (field: 'figure' | 'cost') => formatSpread(measured.map((pair) => pair.now[field] / pair.before[field])),
  ];
  const cells = [
    `${load.title}, ${load.unit}`,
    ...[of('before', 'figure'), of('now', 'figure'), ratioOf('figure')],
    ...[of('before', 'cost'), of('now', 'cost'), ratioOf('cost')],
    ...[formatProcesses(measured.map((pair) => pair.before)), formatProcesses(measured.map((pair) => pair.now))],
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

/** The sides begin in turns. */
async function runPair(load: Load, number: number): Promise<Pair> {
  if (number % 2 === 0) {
    const first = await run(load, before, number);
    return { before: first, now: await run(load, now, number) };
  }
  const first = await run(load, now, number);
  return { before: await run(load, before, number), now: first };
}

async function run(load: Load, side: Side, turn: Turn): Promise<Measured> {
  const { name: subject, server, directory } = side;
  const spent = cpuByProcess(server);
  const done = await load.run({
    ...{ server, directory, subject, content, sizes, turn },
    start: side.start,
    seconds: turn === 'warm-up' ? 5 : seconds,
    uploadSeconds: seconds,
    mixedSeconds: seconds,
  });
  if (done.errors.length > 0) throw new Error(`${load.id}: ${done.errors[0]}`);
  const costs = Object.fromEntries(
    Object.entries(cpuByProcess(server)).map(([process, cpu]) => {
      return [process, ((cpu - (spent[process] ?? 0)) / done.requests) * 1000];
    }),
  );
  return { figure: load.measure(done), costs, cost: Object.values(costs).reduce((sum, cost) => sum + cost, 0) };
}

/** CPU seconds. */
function cpuByProcess(server: Server): Record<string, number> {
  const spent: Record<string, number> = {};
  for (const pid of server.pids()) {
    const name = processName(pid) ?? 'gone';
    spent[name] = (spent[name] ?? 0) + cpuSecondsOf(pid);
  }
  return spent;
}

function formatProcesses(turns: readonly Measured[]): string {
  const names = [...new Set(turns.flatMap(({ costs }) => Object.keys(costs)))];
  const middleOf = (name: string) => significant(summarise(turns.map(({ costs }) => costs[name] ?? 0)).median);
  return names.map((name) => `${name} ${middleOf(name)}`).join(', ');
}
