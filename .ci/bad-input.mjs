// Every case of our own conformance suite - the bad inputs among them - against the registry as it is deployed: a process
// of its own with two workers, on its own PostgreSQL and on one that DATABASE_URL names. Meanwhile no event loop may stall.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChecks } from './harness/checks.mjs';
import { openExternalDatabase } from './harness/external-database.mjs';
import { makeTemporaryDirectory, projectDirectory } from './harness/paths.mjs';
import { send } from './harness/push-and-pull.mjs';
import { startRegistry } from './harness/registry-process.mjs';

const allowedStall = 0.2;
const { RegistryContext, missingFeatures, registryCases, runCase, standardFeatures, testNameOf } = await import(
  join(projectDirectory, 'packages/conformance/dist/index.js')
);

const checks = createChecks('bad-input');
const work = makeTemporaryDirectory('bad-input');
await runCases('its own PostgreSQL', {});
const database = await openExternalDatabase(work, `lading_ci_${randomBytes(6).toString('hex')}`);
try {
  await runCases(database.name, { DATABASE_URL: database.url });
} finally {
  await database.close();
}
checks.finish();

async function runCases(name, environment) {
  console.log(`  on ${name}`);
  const registry = await startRegistry({
    dataDirectory: join(work, `data-${name.replaceAll(/\W+/g, '-')}`),
    environment: { LADING_WORKERS: '2', ...environment },
  });
  const features = [...standardFeatures, 'anonymous-mount'];
  const applicable = registryCases.filter((each) => missingFeatures(each, features).length === 0);
  checks.note(`${applicable.length} of ${registryCases.length} cases apply`);
  const stalls = watchEventLoops(registry.url);
  for (const each of applicable) {
    await checks.check(`${name}: ${testNameOf(each)}`, () =>
      withTimeLimit(
        runCase(each, async () => new RegistryContext({ url: registry.url }, features)),
        each,
      ),
    );
  }
  const worst = await stalls.stop();
  checks.note(`the longest stall of an event loop: ${Math.round(worst * 1000)} ms`);
  await checks.check(`${name}: no event loop stalls for more than ${allowedStall * 1000} ms`, () => {
    if (!(worst > 0 && worst <= allowedStall)) throw new Error(`${worst} s`);
  });
  await checks.check(`${name}: the registry stops`, () => registry.stop());
}

/** The greatest `nodejs_eventloop_lag_max_seconds` of all workers; each reading begins a new measurement. */
function watchEventLoops(url) {
  let worst = 0;
  let isOver = false;
  const read = async () => {
    const text = (await send('GET', `${url}/metrics`)).body.toString('utf8');
    return Math.max(
      ...[...text.matchAll(/^nodejs_eventloop_lag_max_seconds(?:{[^}]*})? (\S+)$/gm)].map(([, value]) => Number(value)),
    );
  };
  const watching = (async () => {
    // What the start took does not count.
    await read();
    while (!isOver) {
      await sleep(500);
      worst = Math.max(worst, await read());
    }
  })();
  watching.catch(() => {});
  return {
    async stop() {
      isOver = true;
      await watching;
      return worst;
    },
  };
}

async function withTimeLimit(running, { timeoutMilliseconds = 60_000 }) {
  const over = new AbortController();
  const limit = sleep(timeoutMilliseconds, undefined, { signal: over.signal }).then(() => {
    throw new Error(`not done after ${timeoutMilliseconds} ms`);
  });
  limit.catch(() => {});
  try {
    await Promise.race([running, limit]);
  } finally {
    over.abort();
  }
}
