// Starts a registry in memory and holds it to the cases of the HTTP API until one fails; prints which, and how many ran.
import { env, exit, stdout } from 'node:process';
import { registryCases, registryCategories, runRegistryCases } from '../../packages/conformance/dist/index.js';
import { startRegistry } from '../../packages/server/dist/testing/index.js';
import { MemoryBlobStore, MemoryMetadataStore } from '../../packages/storage/dist/index.js';

/** What a change is most likely to break comes first: then few cases are enough to notice it. */
const likely = [
  [/\/(?:blobs|range)\//, ['pull', 'management']],
  [/\/uploads\/|content-range|blob-store/, ['push']],
  [/\/manifests\/|memory-manifests/, ['push', 'management', 'pull', 'conditional']],
  [/\/(?:tags|referrers)\/|page-query|memory-referrers/, ['discovery']],
  [/entity-tag/, ['conditional']],
  [/\/name\//, ['push', 'name']],
];

const registry = await startRegistry({ blobStore: new MemoryBlobStore(), metadataStore: new MemoryMetadataStore() });
const file = env.MUTATED_FILE ?? '';
const categories = likely.flatMap(([pattern, names]) => (pattern.test(file) ? names : []));
const cases = new Set([...categories.flatMap((name) => registryCategories[name]), ...registryCases]);
let run = 0;
let caughtBy;
for await (const result of runRegistryCases(registry, { cases: [...cases], parallel: 8 })) {
  if (result.outcome !== 'skipped') run += 1;
  if (result.outcome !== 'failed') continue;
  caughtBy = result.case.id;
  break;
}
stdout.write(`${JSON.stringify({ run, caughtBy })}\n`, () => exit(0));
