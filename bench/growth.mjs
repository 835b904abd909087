// How Lading's own speed changes as it grows: from 10 to 100,000 tags in a repository and 1,000,000 blobs in the metadata,
// and from one worker to two. `node bench/growth.mjs [--quick] [--output DIR]` prints tables, and keeps the query plans.
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeTemporaryDirectory, projectDirectory } from '../.ci/harness/paths.mjs';
import { imageManifestType, makeContent, tagName } from './content.mjs';
import { fillByHttp } from './fill/fill-by-http.mjs';
import { generate } from './generator/generate.mjs';
import { explainHotStatements } from './growth/explain.mjs';
import { grow } from './growth/grow.mjs';
import { describeMachine } from './report/machine.mjs';
import { significant } from './report/significant.mjs';
import { summarise } from './report/summary.mjs';
import { lading } from './subjects/lading.mjs';

process.env.PATH = `${process.env.PATH}:${join(homedir(), 'go/bin')}`;
const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, output: { type: 'string' } },
});
const rounds = options.quick ? 1 : 5;
const seconds = options.quick ? 0.5 : 2;
const sizes = options.quick
  ? [
      { tags: 10, blobs: 1000 },
      { tags: 1000, blobs: 10_000 },
    ]
  : [
      { tags: 10, blobs: 1000 },
      { tags: 1000, blobs: 10_000 },
      { tags: 100_000, blobs: 1_000_000 },
    ];

const root = makeTemporaryDirectory('growth');
const content = makeContent({ largeBytes: 1024, hugeBytes: 1024, referrers: 0 });
const machine = await describeMachine(root);

const size = await measureSizes();
const workers = await measureWorkers();
report();

/** The same calls, one at a time, on a registry that grows between them: what each takes, in milliseconds. */
async function measureSizes() {
  const server = await startFilled('sizes', 2);
  const steps = [];
  for (const step of sizes) {
    await grow(server.databaseUrl, step);
    const calls = {};
    for (const [name, task] of Object.entries(callsAt(step.tags))) calls[name] = await measureCall(server, task);
    const plans = await explainHotStatements(server.databaseUrl, content);
    steps.push({ ...step, calls, plans });
    console.log(`${step.tags} tags, ${step.blobs} blobs: ${JSON.stringify(calls)}`);
  }
  await server.stop();
  return steps;
}

async function measureCall(server, task) {
  const milliseconds = [];
  for (let round = -1; round < rounds; round++) {
    const figures = await generate({ kind: 'fetch', port: server.port, connections: 1, seconds, ...task });
    if (figures.errors.length > 0) throw new Error(figures.errors[0]);
    if (round >= 0) milliseconds.push((figures.seconds / figures.requests) * 1000);
  }
  return summarise(milliseconds).median;
}

function callsAt(tags) {
  const { image, small } = content;
  const fields = `Accept: ${imageManifestType}\r\n`;
  const get = (target) => ({ target: `/v2/bench/${target}`, fields });
  return {
    'manifest by tag': get('manifests/v1'),
    'manifest by digest': get(`manifests/${image.digest}`),
    'HEAD of a blob': { ...get(`blobs/${small.digest}`), method: 'HEAD' },
    'GET of a blob': get(`blobs/${small.digest}`),
    'tags, first page': get('tags/list?n=10'),
    'tags, from the middle': get(`tags/list?n=10&last=${tagName(Math.floor(tags / 2) - 1)}`),
    'catalog, a page': { target: '/v2/_catalog?n=10', fields },
    'push of a blob': { kind: 'push', repository: 'bench', seed: `push ${tags} ${Math.random()}`, size: 10_240 },
    'push of a manifest': { kind: 'putManifests', repository: 'bench', seed: `put-${tags}` },
  };
}

/** The same small requests on one worker and on two, in turns. */
async function measureWorkers() {
  const servers = [await startFilled('one', 1), await startFilled('two', 2)];
  const rates = [[], []];
  for (let round = -1; round < rounds; round++)
    for (const [index, server] of servers.entries()) {
      const target = '/v2/bench/manifests/v1';
      const figures = await generate({ kind: 'fetch', port: server.port, connections: 16, seconds, target });
      if (round >= 0) rates[index].push(figures.requests / figures.seconds);
    }
  for (const server of servers) await server.stop();
  const [one, two] = rates.map(summarise);
  return { one, two, ratio: two.median / one.median };
}

async function startFilled(name, count) {
  const directory = join(root, name);
  mkdirSync(directory, { mode: 0o755 });
  const server = await lading.start(directory, { workers: count });
  await fillByHttp(server, content, { referrers: false });
  return server;
}

function report() {
  const names = Object.keys(size[0].calls);
  const head = ['milliseconds', ...size.map(({ tags, blobs }) => `${tags} tags, ${blobs} blobs`), 'growth'];
  const rows = names.map((name) => {
    const values = size.map(({ calls }) => calls[name]);
    return [name, ...values.map(significant), `${significant(values.at(-1) / values[0])}×`];
  });
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  const summary = `GET of a manifest by tag: ${significant(workers.one.median)}/s with one worker, ${significant(workers.two.median)}/s with two: ${significant(workers.ratio)}×`;
  const plans = size.map(({ tags, blobs, plans: own }) => `## ${tags} tags, ${blobs} blobs\n\n${own}`).join('\n\n');
  const output = options.output ?? join(projectDirectory, 'reports/growth');
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, 'growth.json'), `${JSON.stringify({ machine, size, workers }, undefined, 2)}\n`);
  writeFileSync(join(output, 'growth.md'), `${table}\n\n${summary}\n\n# Query plans\n\n${plans}\n`);
  console.log(`\n${table}\n\n${summary}\n${output}`);
  process.exit(0);
}
