// Every case of our own conformance suite - the bad inputs among them - against the registry as it is deployed: a process
// of its own with two workers, on its own PostgreSQL and on one that DATABASE_URL names. Meanwhile no event loop may stall.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createChecks } from './harness/checks.mjs';
import { registryCases, runOurCases, runRegistryCases, standardFeatures } from './harness/conformance-suites.mjs';
import { openExternalDatabase } from './harness/external-database.mjs';
import { makeTemporaryDirectory } from './harness/paths.mjs';
import { send } from './harness/push-and-pull.mjs';
import { startRegistry } from './harness/registry-process.mjs';

const allowedStallMilliseconds = 200;
/** A machine that has other things to do stalls an event loop now and then, an input that is too much for it each time. */
const stallTries = 6;

const checks = createChecks('bad-input');
const work = makeTemporaryDirectory('bad-input');
const usual = { features: [...standardFeatures, 'anonymous-mount', 'large-blob'], environment: {} };
const stalls = await runCases('its own PostgreSQL', usual);
const database = await openExternalDatabase(work, `lading_ci_${randomBytes(6).toString('hex')}`);
try {
  stalls.push(...(await runCases(database.name, { ...usual, environment: { DATABASE_URL: database.url } })));
} finally {
  await database.close();
}
await checks.check(`no input stalls an event loop for ${allowedStallMilliseconds} ms`, () => {
  if (stalls.length > 0) throw new Error(stalls.join('\n'));
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

/** Runs the cases; gives those during which an event loop stalled in every one of some tries, with the milliseconds. */
async function runCases(name, { environment, features, cases = registryCases }) {
  console.log(`  with ${name}`);
  const registry = await startRegistry({
    dataDirectory: join(work, `data-${randomBytes(4).toString('hex')}`),
    environment: { LADING_WORKERS: '2', ...environment },
  });
  // What the start took does not count.
  await readLongestStall(registry.url);
  const stalls = new Map();
  const afterEach = async (one) => {
    const milliseconds = await readLongestStall(registry.url);
    if (milliseconds > allowedStallMilliseconds) stalls.set(one, milliseconds);
  };
  await runOurCases(checks, name, registry.url, { features, cases, afterEach });
  for (let tries = 1; tries < stallTries; tries++) {
    const suspects = [...stalls.keys()];
    stalls.clear();
    for (const suspect of suspects) await repeatCase(registry.url, suspect, { features, afterEach });
  }
  await checks.check(`${name}: the registry stops`, () => registry.stop());
  return Array.from(stalls, ([{ id }, milliseconds]) => `${name}: ${id} ${milliseconds} ms`);
}

async function repeatCase(url, suspect, { features, afterEach }) {
  await readLongestStall(url);
  for await (const _ of runRegistryCases({ url }, { features, cases: [suspect] }));
  await afterEach(suspect);
}

/** The greatest `nodejs_eventloop_lag_max_seconds` of all workers in milliseconds; each reading begins a new measurement. */
async function readLongestStall(url) {
  const text = (await send('GET', `${url}/metrics`)).body.toString('utf8');
  const readings = [...text.matchAll(/^nodejs_eventloop_lag_max_seconds(?:{[^}]*})? (\S+)$/gm)];
  if (readings.length === 0) throw new Error('the metrics tell nothing of the event loops');
  return Math.round(Math.max(...readings.map(([, value]) => Number(value))) * 1000);
}
