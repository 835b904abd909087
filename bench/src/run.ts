// Measures Lading and its peers side by side: the same content, the same load from a second process, in turns, so everything
// that the machine does meanwhile meets all of them. `npm run bench -- --help` tells the options.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectDirectory } from '@lading/e2e/harness/paths';
import { makeContent } from './content.js';
import { addGoCommands } from './go-path.js';
import { measureLimits } from './limits.js';
import { loads } from './loads/index.js';
import type { Load, Turn } from './loads/load.js';
import { wakeMemory } from './memory.js';
import { readOptions } from './options.js';
import { describeMachine } from './report/machine.js';
import { drawPicture } from './report/picture.js';
import { errorsOf, type FailedTurn, type MeasuredTurn, summarise, summariseLoads } from './report/summary.js';
import { formatTable } from './report/table.js';
import { distribution2, distribution3 } from './subjects/distribution.js';
import { lading } from './subjects/lading.js';
import { nginx } from './subjects/nginx.js';
import type { Server } from './subjects/server-process.js';
import type { Subject, SubjectName, SubjectServer } from './subjects/subject.js';
import { zot } from './subjects/zot.js';

/** A subject, its version, and its server with content. */
interface Running {
  readonly subject: Subject;
  readonly version: string;
  readonly server: SubjectServer;
}

addGoCommands();
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
const running = new Map<SubjectName, Running>();
for (const subject of subjects) running.set(subject.name, await startAndFill(subject));

const turns: MeasuredTurn[] = [];
for (const load of chosen) await runLoad(load);
for (const { server } of running.values()) await server.stop();
report();

function isChosen({ id }: Load): boolean {
  if (id === 'large-push-chunks-16' && !options.full && !options.quick && options.only === undefined) return false;
  return options.only === undefined || options.only.some((start) => id.startsWith(start));
}

async function findSubjects(): Promise<Subject[]> {
  const found: Subject[] = [];
  for (const subject of [lading, distribution2, distribution3, zot, nginx]) {
    if (options.subjects !== undefined && !options.subjects.includes(subject.name)) continue;
    if (await subject.isInstalled()) found.push(subject);
    else console.log(`${subject.title} is not installed`);
  }
  return found;
}

async function startAndFill(subject: Subject): Promise<Running> {
  const directory = join(root, subject.name);
  mkdirSync(directory, { mode: 0o755 });
  const server = await subject.start(directory);
  process.stdout.write(`${subject.title}: started in ${server.startSeconds.toFixed(2)} s, `);
  const filling = performance.now();
  await server.fill(content);
  console.log(`filled in ${((performance.now() - filling) / 1000).toFixed(1)} s`);
  return { subject, version: await subject.version(), server };
}

/** Each subject in turn, round by round; another one begins each round. Long loads run once. */
async function runLoad(load: Load): Promise<void> {
  const taking = [...running.values()].filter(({ subject }) => load.subjects.includes(subject.name));
  const rounds = load.once || load.long ? 1 : options.rounds;
  for (let round = 0; round < rounds; round++)
    for (const index of taking.keys()) {
      const next = taking[(round + index) % taking.length];
      if (next === undefined) continue;
      const { subject, server } = next;
      const isCold = load.ownFolder || (round === 0 && !load.long);
      const warmUp = !load.once && isCold;
      const turn = load.ownFolder
        ? await runTurnInOwnFolder(load, subject, round, warmUp)
        : await runTurns(server, load, subject, round, warmUp);
      turns.push(turn);
    }
}

/** Runs on an empty server whose folder is deleted afterwards: the disk is as free for the next one. */
async function runTurnInOwnFolder(load: Load, subject: Subject, turn: Turn, warmUp: boolean): Promise<MeasuredTurn> {
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

async function runTurns(
  server: Server,
  load: Load,
  subject: Subject,
  turn: Turn,
  warmUp: boolean,
): Promise<MeasuredTurn> {
  if (warmUp) await runTurn(server, load, subject, 'warm-up');
  if (load.fills !== undefined) await wakeMemory(load.fills(options.sizes));
  return runTurn(server, load, subject, turn);
}

async function runTurn(server: Server, load: Load, subject: Subject, turn: Turn): Promise<MeasuredTurn> {
  const { sizes, uploadSeconds, mixedSeconds } = options;
  const seconds = turn === 'warm-up' ? options.warmUpSeconds : options.seconds;
  const cpuBefore = server.cpuSeconds();
  const began = performance.now();
  try {
    const figures = await load.run({
      ...{ server, content, sizes, turn, seconds, uploadSeconds, mixedSeconds },
      subject: subject.name,
      start: (directory) => subject.start(directory),
      directory: root,
    });
    const wallSeconds = (performance.now() - began) / 1000;
    const serverCpu = server.cpuSeconds() - cpuBefore;
    if (turn !== 'warm-up')
      console.log(`${load.id} ${subject.name}: ${load.measure(figures).toPrecision(4)} ${load.unit} ${figures.errors}`);
    return { load: load.id, subject: subject.name, turn, ...figures, wallSeconds, serverCpu };
  } catch (error) {
    return failed(load, subject, turn, error);
  }
}

function failed(load: Load, subject: Subject, turn: Turn, error: unknown): FailedTurn {
  console.log(`${load.id} ${subject.name}: ${error}`);
  const failure = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  return { load: load.id, subject: subject.name, turn, failure };
}

function report(): void {
  const results = summariseLoads(chosen, turns);
  const table = formatTable(results, subjects);
  const { only, rounds, seconds, quick, full, sizes } = options;
  const record = {
    begun,
    minutes: (Date.now() - begun.getTime()) / 60_000,
    machine,
    versions: Object.fromEntries(Array.from(running, ([name, { version }]) => [name, version])),
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
  process.exit(turns.every((turn) => errorsOf(turn).length === 0) ? 0 : 1);
}
