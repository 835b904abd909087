// What a push of a large blob costs beside the parts that it is made of, each alone: Node's HTTP server, SHA-256, a file that
// is durable, and all of them with a second thread; and what is left without Node's HTTP parser. It tells how much of what
// Lading does could be saved at all.
//   node bench/push-floor.mjs [--rounds N] [--size MEBIBYTES] [--at-once N]
import { mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeTemporaryDirectory } from '../.ci/harness/paths.mjs';
import { makeLargeBlob } from './content.mjs';
import { startPart } from './floor/start-part.mjs';
import { measureLimits } from './limits.mjs';
import { push } from './loads/pushes.mjs';
import { wakeMemory } from './memory.mjs';
import { formatSpread } from './report/spread.mjs';
import { distribution2, distribution3 } from './subjects/distribution.mjs';
import { lading } from './subjects/lading.mjs';
import { zot } from './subjects/zot.mjs';

process.env.PATH = `${process.env.PATH}:${join(homedir(), 'go/bin')}`;
const text = (usual) => ({ type: 'string', default: usual });
const { values } = parseArgs({ options: { rounds: text('5'), size: text('256'), 'at-once': text('1') } });
const [rounds, mebibytes, connections] = [values.rounds, values.size, values['at-once']].map(Number);
const size = mebibytes * 1024 * 1024;
const load = push('floor', 'push', () => ({ size, connections }), {});

const root = makeTemporaryDirectory('push-floor');

const registries = [lading, distribution2, distribution3, zot];
const installed = await Promise.all(registries.map((registry) => registry.isInstalled()));
const subjects = [
  ...registries.filter((_, index) => installed[index]),
  part('node:http alone', 'read'),
  part('node:http and SHA-256', 'hash'),
  part('node:http and a flushed file', 'keep'),
  part('node:http, SHA-256 and a flushed file', 'hash-and-keep'),
  part('the same, the last two on a second thread', 'hash-and-keep-aside'),
  part('a socket read in pieces of 1 MiB', 'read', 'take-raw.mjs'),
  part('the same and SHA-256', 'hash', 'take-raw.mjs'),
  part('the same, SHA-256 and a flushed file', 'hash-and-keep', 'take-raw.mjs'),
];

const figures = new Map(subjects.map(({ title }) => [title, { rates: [], costs: [] }]));
for (let round = 0; round < rounds; round++)
  for (const index of subjects.keys()) {
    const { title, start } = subjects[(round + index) % subjects.length];
    const { rate, cost } = await measure(start, round);
    figures.get(title).rates.push(rate);
    figures.get(title).costs.push(cost);
  }
await wakeMemory(size);
const limits = await measureLimits(root, makeLargeBlob('limits', size), rounds);

console.log(`| Push of ${mebibytes} MiB, ${connections} at once | MB/s | CPU s / GB |\n| --- | --- | --- |`);
for (const [title, { rates, costs }] of figures)
  console.log(`| ${title} | ${formatSpread(rates)} | ${formatSpread(costs)} |`);
console.log(`| openssl, SHA-256 alone | ${formatSpread(limits.opensslSha256)} | |`);
console.log(`| a file written and flushed alone | ${formatSpread(limits.diskWriteAndFlush)} | |`);

function part(title, kind, script = 'take.mjs') {
  return { title, start: (folder) => startPart(script, kind, folder) };
}

/** An empty server each time, warmed up over two connections, so that each of its processes was there once. */
async function measure(start, round) {
  const folder = join(root, 'subject');
  mkdirSync(folder, { mode: 0o755 });
  const server = await start(folder);
  try {
    await run(server, 'warm-up');
    await wakeMemory(load.fills());
    const before = server.cpuSeconds();
    const done = await run(server, round);
    return { rate: load.measure(done), cost: ((server.cpuSeconds() - before) / done.bytes) * 1e9 };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function run(server, turn) {
  const done = await load.run({ server, turn });
  if (done.errors.length > 0) throw new Error(done.errors[0]);
  return done;
}
