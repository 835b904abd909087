// Every case of our own conformance suite - the bad inputs among them - against the registry as it is deployed: a process
// of its own with two workers, on its own PostgreSQL and on one that DATABASE_URL names. Meanwhile no event loop may stall.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChecks } from './harness/checks.mjs';
import { openExternalDatabase } from './harness/external-database.mjs';
import { makeTemporaryDirectory, projectDirectory } from './harness/paths.mjs';
import { send } from './harness/push-and-pull.mjs';
import { startRegistry } from './harness/registry-process.mjs';

const allowedStallMilliseconds = 200;
const caseSeconds = 120;
const { registryCases, runRegistryCases, standardFeatures, testNameOf } = await import(
  join(projectDirectory, 'packages/conformance/dist/index.js')
);

const checks = createChecks('bad-input');
const work = makeTemporaryDirectory('bad-input');
const usual = { features: [...standardFeatures, 'anonymous-mount', 'large-blob'], environment: {} };
const stalls = [await runCases('its own PostgreSQL', usual)];
const database = await openExternalDatabase(work, `lading_ci_${randomBytes(6).toString('hex')}`);
try {
  stalls.push(await runCases(database.name, { ...usual, environment: { DATABASE_URL: database.url } }));
} finally {
  await database.close();
}
// Both runs sent the same: an input that stalls an event loop does so in both. What an idle one waits is the machine's.
await checks.check(`no input stalls an event loop for ${allowedStallMilliseconds} ms`, () => {
  const isMeasured = stalls.every(({ stall }) => stall > 0);
  const excess = Math.min(...stalls.map(({ stall, idle }) => stall - idle));
  if (!isMeasured || excess > allowedStallMilliseconds) throw new Error(JSON.stringify(stalls));
});
await runCasesThatNeed(['sparse-image', 'sparse-index'], {
  environment: { LADING_ALLOW_SPARSE: 'true' },
  lacking: ['reference-check'],
});
await runCasesThatNeed(['delete-disabled'], {
  environment: { LADING_ALLOW_DELETE: 'false' },
  lacking: ['delete-tag', 'delete-manifest', 'delete-blob'],
});
checks.finish();

/** A registry that is set up differently, with the cases that are about the difference. */
function runCasesThatNeed(wanted, { environment, lacking }) {
  const features = [...standardFeatures.filter((feature) => !lacking.includes(feature)), ...wanted];
  const cases = registryCases.filter(({ needs = [] }) => wanted.some((feature) => needs.includes(feature)));
  return runCases(Object.entries(environment).join(), { environment, features, cases });
}

/** Gives the longest stalls of an event loop, in milliseconds. */
async function runCases(name, { environment, features, cases = registryCases }) {
  console.log(`  with ${name}`);
  const registry = await startRegistry({
    dataDirectory: join(work, `data-${randomBytes(4).toString('hex')}`),
    environment: { LADING_WORKERS: '2', ...environment },
  });
  const eventLoops = watchEventLoops(registry.url);
  const skipped = await reportEach(name, runRegistryCases({ url: registry.url }, { features, cases }));
  const { stall, idle } = await eventLoops.stop();
  checks.note(`${cases.length - skipped} of ${cases.length} cases apply`);
  checks.note(`longest stall of an event loop: ${stall} ms; of one that does nothing: ${idle} ms`);
  await checks.check(`${name}: the registry stops`, () => registry.stop());
  return { stall, idle };
}

/** Passes on what each case came to; gives the number of those that say nothing about this registry. */
async function reportEach(name, results) {
  let skipped = 0;
  for (;;) {
    const { done, value: result } = await withTimeLimit(results.next());
    if (done) return skipped;
    const title = `${name}: ${testNameOf(result.case)}`;
    if (result.outcome === 'passed') checks.pass(title);
    else if (result.outcome === 'failed') checks.fail(title, result.error?.stack ?? result.error);
    else skipped += 1;
  }
}

/**
 * The greatest `nodejs_eventloop_lag_max_seconds` of all workers; each reading begins a new measurement. What an idle
 * process on the same machine waits for a processor is told beside it.
 */
function watchEventLoops(url) {
  const idle = startIdleProcess();
  let worst = 0;
  let isOver = false;
  const read = async () => {
    const text = (await send('GET', `${url}/metrics`)).body.toString('utf8');
    const readings = [...text.matchAll(/^nodejs_eventloop_lag_max_seconds(?:{[^}]*})? (\S+)$/gm)];
    return Math.max(...readings.map(([, value]) => Number(value)));
  };
  const watching = (async () => {
    // What the start took does not count.
    await read();
    do {
      await sleep(500);
      worst = Math.max(worst, await read());
    } while (!isOver);
  })();
  watching.catch(() => {});
  return {
    async stop() {
      isOver = true;
      await watching;
      return { stall: Math.round(worst * 1000), idle: Math.round((await idle.stop()) * 1000) };
    },
  };
}

/** Does nothing but notice how late its timers are, in seconds. */
function startIdleProcess() {
  const script = `
    const delay = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    process.stdin.resume().on('end', () => process.stdout.write(String(delay.max / 1e9)));`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  return {
    async stop() {
      child.stdin.end();
      const [figure] = await once(child.stdout, 'data');
      return Number(figure);
    },
  };
}

async function withTimeLimit(running) {
  const over = new AbortController();
  const limit = sleep(caseSeconds * 1000, undefined, { signal: over.signal }).then(() => {
    throw new Error(`a case is not done after ${caseSeconds} s`);
  });
  limit.catch(() => {});
  try {
    return await Promise.race([running, limit]);
  } finally {
    over.abort();
  }
}
