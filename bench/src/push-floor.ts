// Compares a push of a large blob with each of its parts alone: Node's HTTP server, SHA-256, a durable file, all of them with a
// second thread, and all of them without Node's HTTP parser. The difference is the most that Lading could save.
//   node bench/dist/push-floor.js [--rounds N] [--size MEBIBYTES] [--at-once N]
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { makeLargeBlob } from './content.js';
import { type Part, type PartProgram, startPart } from './floor/start-part.js';
import type { Figures } from './generator/figures.js';
import { addGoCommands } from './go-path.js';
import { measureLimits } from './limits.js';
import type { Turn } from './loads/load.js';
import { bytesOf, pushLargeBlobs, rateOf } from './loads/pushes.js';
import { wakeMemory } from './memory.js';
import { formatSpread } from './report/spread.js';
import { distribution2, distribution3 } from './subjects/distribution.js';
import { lading } from './subjects/lading.js';
import { zot } from './subjects/zot.js';

/** A part or a whole server, with its figures. */
interface Measured {
  readonly title: string;
  readonly start: (folder: string) => Promise<Part>;
  readonly rates: number[];
  readonly costs: number[];
}

addGoCommands();
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    size: { type: 'string', default: '256' },
    'at-once': { type: 'string', default: '1' },
  },
});
const rounds = Number(values.rounds);
const push = { size: Number(values.size) * 1024 * 1024, connections: Number(values['at-once']) };
const root = makeTemporaryDirectory('push-floor');

const subjects: Measured[] = [];
for (const subject of [lading, distribution2, distribution3, zot])
  if (await subject.isInstalled()) add(subject.title, (folder) => subject.start(folder));
addPart('node:http alone', 'read');
addPart('node:http and SHA-256', 'hash');
addPart('node:http and a flushed file', 'keep');
addPart('node:http, SHA-256 and a flushed file', 'hash-and-keep');
addPart('the same, the last two on a second thread', 'hash-and-keep-aside');
addPart('a socket read in pieces of 1 MiB', 'read', 'take-raw.js');
addPart('the same and SHA-256', 'hash', 'take-raw.js');
addPart('the same, SHA-256 and a flushed file', 'hash-and-keep', 'take-raw.js');

for (let round = 0; round < rounds; round++)
  for (const index of subjects.keys()) {
    const subject = subjects[(round + index) % subjects.length];
    if (subject !== undefined) await measure(subject, round);
  }
await wakeMemory(push.size);
const limits = await measureLimits(root, makeLargeBlob('limits', push.size), rounds);

console.log(`| Push of ${values.size} MiB, ${push.connections} at once | MB/s | CPU s / GB |\n| --- | --- | --- |`);
for (const { title, rates, costs } of subjects)
  console.log(`| ${title} | ${formatSpread(rates)} | ${formatSpread(costs)} |`);
console.log(`| openssl, SHA-256 alone | ${formatSpread(limits.opensslSha256)} | |`);
console.log(`| a file written and flushed alone | ${formatSpread(limits.diskWriteAndFlush)} | |`);

function add(title: string, start: Measured['start']): void {
  subjects.push({ title, start, rates: [], costs: [] });
}

function addPart(title: string, kind: string, program: PartProgram = 'take.js'): void {
  add(title, (folder) => startPart(program, kind, folder));
}

/** Starts an empty server, warms it up over two connections, which reaches each of its processes, and measures one turn. */
async function measure({ start, rates, costs }: Measured, round: number): Promise<void> {
  const folder = join(root, 'subject');
  mkdirSync(folder, { mode: 0o755 });
  const server = await start(folder);
  try {
    await run(server, 'warm-up');
    await wakeMemory(bytesOf(push));
    const before = server.cpuSeconds();
    const done = await run(server, round);
    rates.push(rateOf(done));
    costs.push(((server.cpuSeconds() - before) / done.bytes) * 1e9);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function run(server: Part, turn: Turn): Promise<Figures> {
  const done = await pushLargeBlobs(server.port, 'floor', push, turn);
  if (done.errors.length > 0) throw new Error(done.errors[0]);
  return done;
}
