import { checkOptions, type MetadataStore, type OptionRules } from '@lading/core';
import {
  runStress,
  type StressOperation,
  type StressOptions,
  type StressReport,
  stressFailure,
} from '../../stress/run-stress.js';
import type { MetadataStoreFixture } from '../metadata-store-fixture.js';
import { brokenInvariants } from './broken-invariants.js';
import { metadataOperations } from './metadata-operations.js';
import { MetadataWorld } from './metadata-world.js';

export interface StressMetadataStoreOptions extends StressOptions {
  /** How many instances share the work; 3 if absent. */
  readonly replicas?: number;
  /** `metadataOperations` if absent. */
  readonly operations?: readonly StressOperation<MetadataWorld>[];
}

const rules = {
  seed: 'whole number?',
  seconds: 'positive number?',
  writers: 'positive whole number?',
  replicas: 'positive whole number?',
  operations: 'array?',
} as const satisfies OptionRules<StressMetadataStoreOptions>;

/**
 * Pushes, mounts, pulls, deletes and collects at random over several instances of a store, for some seconds. Then it checks
 * that every tag has its manifest and every manifest its blobs and their bytes, that lists are complete, and that nothing is
 * left when everything is deleted. Give the store no leases and no delay of the trash, so that there is something to collect.
 * @throws AssertionError with the seed of the run, and what is broken
 * @throws TypeError that names an unknown or wrong option
 */
export async function stressMetadataStore(
  create: () => Promise<MetadataStoreFixture>,
  options: StressMetadataStoreOptions = {},
): Promise<StressReport> {
  checkOptions('stressMetadataStore', options, rules);
  const { replicas = 3, operations = metadataOperations, ...run } = options;
  const fixture = await create();
  const others: MetadataStore[] = [];
  try {
    while (others.length + 1 < replicas) others.push((await fixture.reopen?.()) ?? fixture.subject);
    const world = new MetadataWorld([fixture.subject, ...others]);
    const report = await runStress(world, operations, run);
    const broken = await findBroken(world, fixture);
    if (broken.length > 0) throw stressFailure(report, 'invariants are broken', broken.join('\n'));
    return report;
  } finally {
    for (const other of others) if (other !== fixture.subject) await other.close?.();
    await fixture.dispose?.();
  }
}

async function findBroken(world: MetadataWorld, fixture: MetadataStoreFixture): Promise<readonly string[]> {
  const { subject, leaseSeconds, trashSeconds } = fixture;
  const check = async () => [
    ...(await brokenInvariants(world, subject)),
    ...((await fixture.inconsistencies?.()) ?? []),
  ];
  const broken = await check();
  await world.clear(subject);
  await fixture.advance(leaseSeconds + trashSeconds + 10);
  await world.clear(subject);
  if (world.bytes.size > 0) broken.push(`bytes are left at ${[...world.bytes].slice(0, 3).join(', ')}`);
  return [...broken, ...(await check())];
}
