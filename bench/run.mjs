// Measures Lading and its peers side by side: the same content, the same load from a second process, in turns, so that
// whatever the machine does meanwhile meets all of them. `node bench/run.mjs --help` tells the options.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectDirectory } from '../.ci/harness/paths.mjs';
import { makeContent } from './content.mjs';
import { measureLimits } from './limits.mjs';
import { loads } from './loads/index.mjs';
import { wakeMemory } from './memory.mjs';
import { readOptions } from './options.mjs';
import { describeMachine } from './report/machine.mjs';
import { drawPicture } from './report/picture.mjs';
import { summarise, summariseLoads } from './report/summary.mjs';
import { formatTable } from './report/table.mjs';
import { distribution2, distribution3 } from './subjects/distribution.mjs';
import { lading } from './subjects/lading.mjs';
import { nginx } from './subjects/nginx.mjs';
import { zot } from './subjects/zot.mjs';

process.env.PATH = `${process.env.PATH}:${join(homedir(), 'go/bin')}`;
const options = readOptions();
if (options.list) {
  for (const { id, title } of loads) console.log(`${id.padEnd(24)} ${title}`);
  process.exit(0);
}
const chosen = loads.filter(isChosen);
if (chosen.length === 0) throw new Error('no load has such an id; --list tells them');

const root = mkdtempSync(join(options.directory ?? tmpdir(), 'lading-bench-'));
// PostgreSQL and nginx's workers run as users of their own.
chmodSync(root, 0o755);
process.on('exit', () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
const content = makeContent(options.sizes);
const begun = new Date();
const machine = await describeMachine(root);
const subjects = await findSubjects();
const limits = await measureLimits(root, content.large, options.rounds);
const servers = new Map();
for (const subject of subjects) servers.set(subject.name, await startAndFill(subject));

const turns = [];
for (const load of chosen) await runLoad(load);
for (const server of servers.values()) await server.stop();
report();

function isChosen({ id }) {
  if (id === 'large-push-chunks-16' && !options.full && !options.quick && options.only === undefined) return false;
  return options.only === undefined || options.only.some((start) => id.startsWith(start));
}

async function findSubjects() {
  const found = [];
  for (const subject of [lading, distribution2, distribution3, zot, nginx]) {
    if (options.subjects !== undefined && !options.subjects.includes(subject.name)) continue;
    if (await subject.isInstalled()) found.push({ ...subject, installed: await subject.version() });
    else console.log(`${subject.title} is not installed`);
  }
  return found;
}

async function startAndFill(subject) {
  const directory = join(root, subject.name);
  mkdirSync(directory, { mode: 0o755 });
  const server = await subject.start(directory);
  const memoryAtStart = server.memoryBytes();
  process.stdout.write(`${subject.title}: started in ${server.startSeconds.toFixed(2)} s, `);
  const filling = performance.now();
  await subject.fill(server, content);
  console.log(`filled in ${((performance.now() - filling) / 1000).toFixed(1)} s`);
  return { ...server, memoryAtStart };
}

/** Each subject in turn, round by round; another one begins each round. What takes long runs once. */
async function runLoad(load) {
  const taking = subjects.filter(({ name }) => load.subjects.includes(name));
  const rounds = load.once || load.long ? 1 : options.rounds;
  for (let round = 0; round < rounds; round++)
    for (let index = 0; index < taking.length; index++) {
      const subject = taking[(round + index) % taking.length];
      const warmUp = !load.once && (load.ownFolder || (round === 0 && !load.long));
      turns.push(
        load.ownFolder
          ? await runTurnInOwnFolder(load, subject, round, warmUp)
          : await runTurns(servers.get(subject.name), load, subject, round, warmUp),
      );
    }
}

/** On an empty registry that goes afterwards with all that was pushed, so that the disk is as free for whoever is next. */
async function runTurnInOwnFolder(load, subject, turn, warmUp) {
  const directory = join(root, `${load.id}-${subject.name}`);
  mkdirSync(directory, { mode: 0o755 });
  try {
    const server = await subject.start(directory);
    try {
      return await runTurns(server, load, subject, turn, warmUp);
    } finally {
      await server.stop();
    }
  } catch (error) {
    return failed(load, subject, turn, error);
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function runTurns(server, load, subject, turn, warmUp) {
  if (warmUp) await runTurn(server, load, subject, 'warm-up');
  if (load.fills !== undefined) await wakeMemory(load.fills(options.sizes));
  return runTurn(server, load, subject, turn);
}

async function runTurn(server, load, subject, turn) {
  const cpuBefore = server.cpuSeconds();
  const began = performance.now();
  try {
    const figures = await load.run({
      server,
      content,
      options,
      turn,
      sizes: options.sizes,
      seconds: turn === 'warm-up' ? options.warmUpSeconds : options.seconds,
      subject: subject.name,
      start: subject.start,
      directory: root,
    });
    const wallSeconds = (performance.now() - began) / 1000;
    const result = {
      ...aboutOf(load, subject, turn),
      ...figures,
      wallSeconds,
      serverCpu: server.cpuSeconds() - cpuBefore,
    };
    if (turn !== 'warm-up')
      console.log(`${load.id} ${subject.name}: ${load.measure(result).toPrecision(4)} ${load.unit} ${figures.errors}`);
    return result;
  } catch (error) {
    return failed(load, subject, turn, error);
  }
}

function failed(load, subject, turn, error) {
  console.log(`${load.id} ${subject.name}: ${error}`);
  return { ...aboutOf(load, subject, turn), failure: String(error?.message ?? error).slice(0, 500) };
}

function aboutOf(load, subject, turn) {
  return { load: load.id, subject: subject.name, turn };
}

function report() {
  const results = summariseLoads(chosen, turns);
  const table = formatTable(results, subjects);
  const versions = Object.fromEntries(subjects.map(({ name, installed }) => [name, installed]));
  const { only, rounds, seconds, quick, full, sizes } = options;
  const record = {
    begun,
    minutes: (Date.now() - begun) / 60_000,
    machine,
    versions,
    options: { only, rounds, seconds, quick, full, sizes },
    limits: Object.fromEntries(Object.entries(limits).map(([name, values]) => [name, summarise(values)])),
    results,
    turns,
  };
  const output = options.output ?? join(projectDirectory, 'reports/bench');
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, 'results.json'), `${JSON.stringify(record, undefined, 2)}\n`);
  writeFileSync(join(output, 'results.md'), `${table}\n`);
  writeFileSync(join(output, 'results.svg'), drawPicture(results, subjects));
  console.log(`\n${table}\n\n${JSON.stringify(record.limits)}\n${output}`);
  const failures = turns.filter(({ failure, errors = [] }) => failure !== undefined || errors.length > 0);
  process.exit(failures.length === 0 ? 0 : 1);
}
