import {
  type Digest,
  type ManifestPut,
  type MissingReferences,
  type RepositoryName,
  requireReferences,
  type Tag,
  type TagMove,
} from '@lading/core';
import { type LoggedPush, logPushes } from '../changes/log-pushes.js';
import { checkChange, lockForCheck } from '../checks/check-change.js';
import type { Transaction } from '../database/transaction.js';
import { lockRepository, repositoryIdOf } from '../repositories/repository-id.js';
import { hasRequirements, judgeTags, takesTurn } from '../tags/judge-tags.js';
import { lockTags, requireTags, setTags, sortedTags } from '../tags/set-tags.js';
import { type LockedReferences, lockReferences } from './locked-references.js';
import { storeManifests } from './store-manifests.js';

/** Stores a manifest in a transaction. Locks are taken in the order of docs/locks.md. */
export async function putManifest(transaction: Transaction, put: ManifestPut): Promise<void> {
  const { repository, require, check } = put;
  if (takesTurn(put)) await lockRepositoryInTurn(transaction, repository);
  const locked = await lockAllowed(transaction, put);
  const repositoryId = locked.repositoryIdOf(repository) ?? (await repositoryIdOf(transaction, repository));
  const push = storableOf(put, repositoryId);
  if (check !== undefined) await checkPush(transaction, put, push);
  const added = await storeManifests(transaction, [push], locked);
  if (hasRequirements(put)) await requireTags(transaction, push, require);
  setTags(transaction, [push]);
  logPushes(transaction, added, [push]);
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
  const pushes = whole.map(({ put, repositoryId }) => storableOf(put, repositoryId));
  const added = await storeManifests(transaction, pushes, locked);
  setTags(transaction, pushes);
  logPushes(transaction, added, pushes);
  return new Set(whole.map(({ put }) => put));
}

/** Whether a push has requirements or a check, which `putWholeManifests` does not judge. */
export function needsOwnTransaction(put: ManifestPut): boolean {
  return hasRequirements(put) || takesTurn(put);
}

/** Locks the repository of a push, and creates it if necessary. */
async function lockRepositoryInTurn(transaction: Transaction, repository: RepositoryName): Promise<void> {
  while (!(await lockForCheck(transaction, repository))) await repositoryIdOf(transaction, repository);
}

/** Judges a push by its requirements and its check, before anything is stored. */
async function checkPush(
  transaction: Transaction,
  { repository, require, check }: ManifestPut,
  push: LoggedPush,
): Promise<void> {
  const { repositoryId, manifest, tags } = push;
  const current = await lockTags(transaction, repositoryId, tags);
  await judgeTags(transaction, push, require, current);
  const moves = tags.map((tag) => moveOf(tag, current.get(tag), manifest.digest));
  await checkChange(transaction, check, { kind: 'manifest.push', repository, manifest, tags: moves });
}

function moveOf(tag: Tag, from: Digest | undefined, to: Digest): TagMove {
  return { tag, ...(from !== undefined && { from }), to };
}

function storableOf({ repository, manifest, tags, by }: ManifestPut, repositoryId: string): LoggedPush {
  return { repository, repositoryId, manifest, tags: sortedTags(tags), by };
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
  // Another transaction may be storing missing content now, and looking for manifests that wait for it. With the lock on the
  // repository, one of the two transactions sees the other.
  await lockRepository(transaction, await repositoryIdOf(transaction, put.repository));
  const lockedInTurn = await lockReferences(transaction, [put]);
  lockedInTurn.missingOf(put);
  return lockedInTurn;
}
