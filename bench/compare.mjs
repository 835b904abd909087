// Compares this checkout with another one, such as the version before a change: both servers run side by side and take the
// same load by turns, so that whatever the machine does meanwhile meets both. On a machine that others use too, single runs
// of the same version differ by half; the middle of the ratios of neighbouring turns does not.
//   node bench/compare.mjs --with DIR [--only a,b] [--pairs N] [--seconds N]
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeTemporaryDirectory, projectDirectory } from '../.ci/harness/paths.mjs';
import { processName } from '../.ci/harness/process-tree.mjs';
import { makeContent } from './content.mjs';
import { loads } from './loads/index.mjs';
import { quickSizes, usualSizes } from './options.mjs';
import { significant } from './report/significant.mjs';
import { formatSpread } from './report/spread.mjs';
import { summarise } from './report/summary.mjs';
import { ladingOf } from './subjects/lading.mjs';
import { cpuSecondsOf } from './subjects/server-process.mjs';

process.env.PATH = `${process.env.PATH}:${join(homedir(), 'go/bin')}`;
const text = (usual) => ({ type: 'string', default: usual });
const { values } = parseArgs({
  options: { with: text(), only: text(), pairs: text('15'), seconds: text('1.5') },
});
if (values.with === undefined) throw new Error('--with names a checkout that is built');
const [pairs, seconds] = [values.pairs, values.seconds].map(Number);
const starts = values.only?.split(',');
// What large pushes bring stays on the disk to the end, some GB in each turn, so they are compared when they are named.
const isChosen = ({ id, ownFolder }) =>
  starts === undefined ? !ownFolder : starts.some((start) => id.startsWith(start));
const chosen = loads.filter((load) => !load.once && isChosen(load));
// Lists need no more than some tags: it is not their growth that is compared.
const sizes = { ...quickSizes, largeBytes: usualSizes.largeBytes, layerBytes: usualSizes.layerBytes };
const content = makeContent(sizes);

const root = makeTemporaryDirectory('compare');

const [before, now] = [await start('before', resolve(values.with)), await start('now', projectDirectory)];
console.log('| Load | before | now | ratio | CPU ms before | now | ratio | by process before | now |');
console.log(`|${' --- |'.repeat(9)}`);
for (const load of chosen) await compare(load);
for (const { server } of [before, now]) await server.stop();
process.exit(0);

async function start(name, checkout) {
  const directory = join(root, name);
  mkdirSync(directory, { mode: 0o755 });
  const subject = ladingOf(checkout);
  const server = await subject.start(directory);
  await subject.fill(server, content);
  return { name, server, directory, start: subject.start };
}

async function compare(load) {
  for (const side of [before, now]) await run(load, side, 'warm-up');
  const measured = [];
  for (let pair = 0; pair < pairs; pair++) {
    const inTurn = pair % 2 === 0 ? [before, now] : [now, before];
    const figures = new Map();
    for (const side of inTurn) figures.set(side, await run(load, side, pair));
    measured.push({ before: figures.get(before), now: figures.get(now) });
  }
  const cells = [`${load.title}, ${load.unit}`];
  for (const field of ['figure', 'cost']) {
    for (const side of ['before', 'now']) cells.push(formatSpread(measured.map((pair) => pair[side][field])));
    cells.push(formatSpread(measured.map((pair) => pair.now[field] / pair.before[field])));
  }
  for (const side of ['before', 'now']) cells.push(formatProcesses(measured.map((pair) => pair[side])));
  console.log(`| ${cells.join(' | ')} |`);
}

/** What one turn came to: its figure, and the milliseconds of CPU for each request, of all processes and by their names. */
async function run(load, { name, server, directory, start }, turn) {
  const shared = { content, sizes, options: {}, start, server, directory, subject: name };
  const cpuBefore = cpuByProcess(server);
  const done = await load.run({ ...shared, turn, seconds: turn === 'warm-up' ? 5 : seconds });
  if (done.errors.length > 0) throw new Error(`${load.id}: ${done.errors[0]}`);
  const costs = {};
  for (const [process, spent] of Object.entries(cpuByProcess(server)))
    costs[process] = ((spent - (cpuBefore[process] ?? 0)) / done.requests) * 1000;
  return { figure: load.measure(done), costs, cost: Object.values(costs).reduce((sum, cost) => sum + cost, 0) };
}

function cpuByProcess(server) {
  const spent = {};
  for (const pid of server.pids()) {
    const name = processName(pid) ?? 'gone';
    spent[name] = (spent[name] ?? 0) + cpuSecondsOf(pid);
  }
  return spent;
}

function formatProcesses(turns) {
  const names = [...new Set(turns.flatMap(({ costs }) => Object.keys(costs)))];
  const middleOf = (name) => significant(summarise(turns.map(({ costs }) => costs[name] ?? 0)).median);
  return names.map((name) => `${name} ${middleOf(name)}`).join(', ');
}
