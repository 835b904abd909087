import { type ManifestPut, type MissingReferences, requireReferences } from '@lading/core';
import type { Transaction } from '../database/transaction.js';
import { lockRepository, repositoryIdOf } from '../repositories/repository-id.js';
import { requireTagConditions, setTags } from '../tags/set-tags.js';
import { type LockedReferences, lockReferences } from './locked-references.js';
import { storeManifests } from './store-manifests.js';

/** Stores a manifest in a transaction. Locks are taken in one order everywhere: blobs, their links, manifests, tags. */
export async function putManifest(transaction: Transaction, put: ManifestPut): Promise<void> {
  const { repository, manifest, tags, condition } = put;
  const locked = await lockAllowed(transaction, put);
  const repositoryId = locked.repositoryIdOf(repository) ?? (await repositoryIdOf(transaction, repository));
  await storeManifests(transaction, [{ repository, repositoryId, manifest }], locked);
  const setting = { repositoryId, digest: manifest.digest, tags };
  if (condition !== undefined) await requireTagConditions(transaction, setting, condition);
  setTags(transaction, [setting]);
}

/**
 * Stores, in one transaction, the manifests whose references all exist, with their tags. No two of them are the same or have
 * a tag in common.
 * @returns those that were stored
 */
export async function putWholeManifests(
  transaction: Transaction,
  puts: readonly ManifestPut[],
): Promise<ReadonlySet<ManifestPut>> {
  const locked = await lockReferences(transaction, puts);
  const whole = puts.flatMap((put) => {
    const repositoryId = locked.repositoryIdOf(put.repository);
    return repositoryId !== undefined && isWhole(put, locked) ? [{ put, repositoryId }] : [];
  });
  if (whole.length === 0) return new Set();
  const storable = whole.map(({ put, repositoryId }) => ({ ...put, repositoryId }));
  await storeManifests(transaction, storable, locked);
  setTags(
    transaction,
    storable.map(({ repositoryId, manifest, tags }) => ({ repositoryId, digest: manifest.digest, tags })),
  );
  return new Set(whole.map(({ put }) => put));
}

function isWhole(put: ManifestPut, locked: LockedReferences): boolean {
  try {
    return isNothing(locked.missingOf(put));
  } catch {
    // The manifest is stored by itself later, which reports the error.
    return false;
  }
}

function isNothing({ blobs, nondistributable, children }: MissingReferences): boolean {
  return blobs.length + nondistributable.length + children.length === 0;
}

/** Locks the references of a manifest, and refuses it if required content is missing. */
async function lockAllowed(transaction: Transaction, put: ManifestPut): Promise<LockedReferences> {
  const locked = await lockReferences(transaction, [put]);
  const missing = locked.missingOf(put);
  requireReferences(missing, put.allowMissing);
  if (isNothing(missing)) return locked;
  // Missing content may be arriving now, in a transaction that looks for manifests which wait for it. The lock on the
  // repository makes sure that one of the two transactions sees the other.
  await lockRepository(transaction, await repositoryIdOf(transaction, put.repository));
  const lockedInTurn = await lockReferences(transaction, [put]);
  lockedInTurn.missingOf(put);
  return lockedInTurn;
}
