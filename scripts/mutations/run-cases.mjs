// Holds registries in memory to the cases of the HTTP API, an open one and one with accounts, and the rules of access to
// theirs, until one fails; prints which, and how many ran.
import { env, exit, stdout } from 'node:process';
import {
  registryCases,
  registryCategories,
  runRegistryCases,
  standardFeatures,
} from '../../packages/conformance/dist/index.js';
import { startRegistry } from '../../packages/server/dist/testing/index.js';
import { MemoryBlobStore, MemoryMetadataStore } from '../../packages/storage/dist/index.js';
import { runAccessCases } from './access-cases.mjs';
import { startWithAccounts } from './registry-with-accounts.mjs';

/** What a change is most likely to break comes first: then few cases are enough to notice it. */
const likely = [
  [/\/(?:blobs|range)\//, ['pull', 'management']],
  [/\/uploads\/|content-range|blob-store/, ['push']],
  [/\/manifests\/|memory-manifests/, ['push', 'management', 'pull', 'conditional']],
  [/\/(?:tags|referrers|lists)\/|page-query/, ['discovery']],
  [/entity-tag/, ['conditional']],
  [/\/name\//, ['push', 'name']],
];

const file = env.MUTATED_FILE ?? '';
let run = 0;
let caughtBy;
for (const hold of suitesFor(file)) {
  const result = await hold();
  run += result.run;
  caughtBy = result.caughtBy;
  if (caughtBy !== undefined) break;
}
stdout.write(`${JSON.stringify({ run, caughtBy })}\n`, () => exit(0));

function suitesFor(file) {
  if (file.startsWith('access/')) return [runAccessCases];
  if (/\/(?:access|token-service)\//.test(file)) return [runTokenCases];
  return file === '' ? [runAccessCases, runTokenCases, runHttpCases] : [runHttpCases];
}

async function runHttpCases() {
  const registry = await startRegistry({ blobStore: new MemoryBlobStore(), metadataStore: new MemoryMetadataStore() });
  const categories = likely.flatMap(([pattern, names]) => (pattern.test(file) ? names : []));
  const cases = new Set([...categories.flatMap((name) => registryCategories[name]), ...registryCases]);
  return runUntilFailure(registry, { cases: [...cases], parallel: 8 });
}

async function runTokenCases() {
  const features = [...standardFeatures, 'token-service'];
  return runUntilFailure(await startWithAccounts(), { cases: registryCategories.token, features, parallel: 4 });
}

async function runUntilFailure(registry, options) {
  let run = 0;
  for await (const result of runRegistryCases(registry, options)) {
    if (result.outcome !== 'skipped') run += 1;
    if (result.outcome === 'failed') return { run, caughtBy: result.case.id };
  }
  return { run };
}
