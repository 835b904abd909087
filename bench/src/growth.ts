// How Lading's own speed changes as it grows: from 10 to 100,000 tags in a repository and 1,000,000 blobs in the metadata, and
// from one worker to two. `node bench/dist/growth.js [--quick] [--output DIR]` prints tables, and keeps the query plans.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { imageManifestType } from '@lading/e2e/harness/image';
import { projectDirectory } from '@lading/e2e/harness/paths';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { makeSmallContent, tagName } from './content.js';
import { fillByHttp } from './fill/fill-by-http.js';
import { generate } from './generator/generate.js';
import type { FetchTask, PushTask, PutManifestsTask, Task } from './generator/task.js';
import { addGoCommands } from './go-path.js';
import { explainHotStatements } from './growth/explain.js';
import { type GrowthStep, grow } from './growth/grow.js';
import { describeMachine } from './report/machine.js';
import { significant } from './report/significant.js';
import { type Summary, summarise } from './report/summary.js';
import { type LadingServer, lading } from './subjects/lading.js';

/** A task without what all calls share. */
type Call =
  | Omit<FetchTask, 'port' | 'connections'>
  | Omit<PushTask, 'port' | 'connections'>
  | Omit<PutManifestsTask, 'port' | 'connections'>;

interface MeasuredStep extends GrowthStep {
  /** The milliseconds of each call. */
  readonly calls: Readonly<Record<string, number>>;
  /** The query plans, in Markdown. */
  readonly plans: string;
}

addGoCommands();
const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, output: { type: 'string' } },
});
const rounds = options.quick ? 1 : 5;
const seconds = options.quick ? 0.5 : 2;
const quickSteps: readonly GrowthStep[] = [
  { tags: 10, blobs: 1000 },
  { tags: 1000, blobs: 10_000 },
];
const steps = options.quick ? quickSteps : [...quickSteps, { tags: 100_000, blobs: 1_000_000 }];

const root = makeTemporaryDirectory('growth');
const content = makeSmallContent();
const machine = await describeMachine(root);
const size = await measureSizes();
const workers = await measureWorkers();
report();

/** The same calls, one at a time, on a registry that grows between them. */
async function measureSizes(): Promise<MeasuredStep[]> {
  const server = await startFilled('sizes', 2);
  const measured: MeasuredStep[] = [];
  for (const step of steps) {
    await grow(server.databaseUrl, step);
    const calls: Record<string, number> = {};
    for (const [name, call] of Object.entries(callsAt(step.tags))) calls[name] = await measureCall(server, call);
    const plans = await explainHotStatements(server.databaseUrl, content);
    measured.push({ ...step, calls, plans });
    console.log(`${step.tags} tags, ${step.blobs} blobs: ${JSON.stringify(calls)}`);
  }
  await server.stop();
  return measured;
}

/** Resolves to milliseconds. */
async function measureCall(server: LadingServer, call: Call): Promise<number> {
  const milliseconds: number[] = [];
  const task: Task = { port: server.port, connections: 1, seconds, ...call };
  for (let round = -1; round < rounds; round++) {
    const { errors, requests, seconds: took } = await generate(task);
    if (errors.length > 0) throw new Error(errors[0]);
    if (round >= 0) milliseconds.push((took / requests) * 1000);
  }
  return summarise(milliseconds).median;
}

function callsAt(tags: number): Record<string, Call> {
  const { image, small } = content;
  const fields = `Accept: ${imageManifestType}\r\n`;
  const get = (target: string): Call => ({ kind: 'fetch', target: `/v2/${target}`, fields });
  return {
    'manifest by tag': get('bench/manifests/v1'),
    'manifest by digest': get(`bench/manifests/${image.digest}`),
    'HEAD of a blob': { kind: 'fetch', method: 'HEAD', target: `/v2/bench/blobs/${small.digest}`, fields },
    'GET of a blob': get(`bench/blobs/${small.digest}`),
    'tags, first page': get('bench/tags/list?n=10'),
    'tags, from the middle': get(`bench/tags/list?n=10&last=${tagName(Math.floor(tags / 2) - 1)}`),
    'catalog, a page': get('_catalog?n=10'),
    'push of a blob': { kind: 'push', repository: 'bench', seed: `push ${tags} ${Math.random()}`, size: 10_240 },
    'push of a manifest': { kind: 'putManifests', repository: 'bench', seed: `put-${tags}` },
  };
}

/** The same small requests on one worker and on two, in turns. */
async function measureWorkers(): Promise<{ one: Summary; two: Summary; ratio: number }> {
  const sides = [
    { server: await startFilled('one', 1), rates: [] as number[] },
    { server: await startFilled('two', 2), rates: [] as number[] },
  ] as const;
  for (let round = -1; round < rounds; round++)
    for (const { server, rates } of sides) {
      const target = '/v2/bench/manifests/v1';
      const figures = await generate({ kind: 'fetch', port: server.port, connections: 16, seconds, target });
      if (round >= 0) rates.push(figures.requests / figures.seconds);
    }
  for (const { server } of sides) await server.stop();
  const [one, two] = [summarise(sides[0].rates), summarise(sides[1].rates)];
  return { one, two, ratio: two.median / one.median };
}

async function startFilled(name: string, count: number): Promise<LadingServer> {
  const directory = join(root, name);
  mkdirSync(directory, { mode: 0o755 });
  const server = await lading.start(directory, { workers: count });
  await fillByHttp(server.port, content, { referrers: false });
  return server;
}

function report(): void {
  const head = ['milliseconds', ...size.map(({ tags, blobs }) => `${tags} tags, ${blobs} blobs`), 'growth'];
  const rows = Object.keys(size[0]?.calls ?? {}).map(rowOf);
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  const [one, two, ratio] = [workers.one.median, workers.two.median, workers.ratio].map(significant);
  const summary = `GET of a manifest by tag: ${one}/s with one worker, ${two}/s with two: ${ratio}×`;
  const plans = size.map(({ tags, blobs, plans: own }) => `## ${tags} tags, ${blobs} blobs\n\n${own}`).join('\n\n');
  const output = options.output ?? join(projectDirectory, 'reports/growth');
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, 'growth.json'), `${JSON.stringify({ machine, size, workers }, undefined, 2)}\n`);
  writeFileSync(join(output, 'growth.md'), `${table}\n\n${summary}\n\n# Query plans\n\n${plans}\n`);
  console.log(`\n${table}\n\n${summary}\n${output}`);
  process.exit(0);
}

function rowOf(name: string): string[] {
  const values = size.map(({ calls }) => calls[name] ?? Number.NaN);
  const growth = (values.at(-1) ?? Number.NaN) / (values[0] ?? Number.NaN);
  return [name, ...values.map(significant), `${significant(growth)}×`];
}
