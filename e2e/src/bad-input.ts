// Runs every case of `@lading/conformance`, the bad inputs among them, against the registry as it is deployed: a process with
// two workers, on its own PostgreSQL and on another. No input may stall an event loop.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  type RegistryCase,
  type RegistryFeature,
  registryCases,
  runRegistryCases,
  standardFeatures,
} from '@lading/conformance';
import { Checks } from './harness/checks.js';
import { openExternalDatabase } from './harness/database.js';
import { expectNone } from './harness/expect.js';
import { runOurCases } from './harness/our-cases.js';
import { send } from './harness/push-and-pull.js';
import { startRegistry } from './harness/registry-process.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';

/** A registry that is set up in one way, and the cases for it. */
interface Setup {
  readonly environment: NodeJS.ProcessEnv;
  readonly features: readonly RegistryFeature[];
  /** All if absent. */
  readonly cases?: readonly RegistryCase[];
}

const allowedStallMilliseconds = 200;
/** The number of cases between two readings of the stalls. Most cases stall nothing. */
const batchSize = 16;
/** A busy machine stalls an event loop now and then. An input that is too expensive stalls it each time. */
const stallTries = 6;

const checks = new Checks('bad-input');
const work = makeTemporaryDirectory('bad-input');
const usual: Setup = { features: [...standardFeatures, 'anonymous-mount', 'large-blob'], environment: {} };
const stalls = await runCases('its own PostgreSQL', usual);
const database = await openExternalDatabase(work, `lading_ci_${randomBytes(6).toString('hex')}`);
try {
  // A blob of 1 GiB has nothing to do with the database.
  const features = usual.features.filter((feature) => feature !== 'large-blob');
  stalls.push(...(await runCases(database.name, { features, environment: { DATABASE_URL: database.url } })));
} finally {
  await database.close();
}
await checks.check(`no input stalls an event loop for ${allowedStallMilliseconds} ms`, () => expectNone(stalls));
await runCasesThatNeed(['sparse-image', 'sparse-index'], { LADING_ALLOW_SPARSE: 'true' }, ['reference-check']);
await runCasesThatNeed(['delete-disabled'], { LADING_ALLOW_DELETE: 'false' }, [
  'delete-tag',
  'delete-manifest',
  'delete-blob',
]);
checks.finish();

/** Runs the cases about features of a registry that is set up differently. */
function runCasesThatNeed(
  wanted: readonly RegistryFeature[],
  environment: NodeJS.ProcessEnv,
  lacking: readonly RegistryFeature[],
): Promise<string[]> {
  const features = [...standardFeatures.filter((feature) => !lacking.includes(feature)), ...wanted];
  const cases = registryCases.filter(({ needs = [] }) => wanted.some((feature) => needs.includes(feature)));
  return runCases(Object.entries(environment).join(), { environment, features, cases });
}

/** Resolves to the cases that stalled an event loop in each of several attempts, with the milliseconds. */
async function runCases(name: string, { environment, features, cases = registryCases }: Setup): Promise<string[]> {
  console.log(`  with ${name}`);
  const registry = await startRegistry({
    dataDirectory: join(work, `data-${randomBytes(4).toString('hex')}`),
    environment: { LADING_WORKERS: '2', ...environment },
  });
  // The start does not count.
  await readLongestStall(registry.url);
  const stalled = new Map<RegistryCase, number>();
  const suspect = async (ran: readonly RegistryCase[]) => {
    const milliseconds = await readLongestStall(registry.url);
    if (milliseconds > allowedStallMilliseconds) for (const one of ran) stalled.set(one, milliseconds);
  };
  for (let first = 0; first < cases.length; first += batchSize) {
    const batch = cases.slice(first, first + batchSize);
    await runOurCases(checks, name, registry.url, { features, cases: batch });
    await suspect(batch);
  }
  for (let tries = 1; tries < stallTries; tries++) {
    const suspects = [...stalled.keys()];
    stalled.clear();
    for (const one of suspects) {
      await repeatCase(registry.url, one, features);
      await suspect([one]);
    }
  }
  await checks.check(`${name}: the registry stops`, () => registry.stop());
  return Array.from(stalled, ([{ id }, milliseconds]) => `${name}: ${id} ${milliseconds} ms`);
}

async function repeatCase(url: string, one: RegistryCase, features: readonly RegistryFeature[]): Promise<void> {
  await readLongestStall(url);
  for await (const _ of runRegistryCases({ url }, { features, cases: [one] }));
}

/** The greatest `nodejs_eventloop_lag_max_seconds` of all workers, in milliseconds. Each reading starts a new measurement. */
async function readLongestStall(url: string): Promise<number> {
  const text = (await send('GET', `${url}/metrics`)).body.toString('utf8');
  const readings = [...text.matchAll(/^nodejs_eventloop_lag_max_seconds(?:{[^}]*})? (\S+)$/gm)];
  if (readings.length === 0) throw new Error('the metrics do not have the lag of the event loops');
  return Math.round(Math.max(...readings.map(([, value]) => Number(value))) * 1000);
}
