import { type ChangeCheck, isRegistryError, type PlannedChange, type RepositoryName, runCheck } from '@lading/core';
import { ForeignError } from '../connection/foreign-error.js';
import { locks } from '../database/locks.js';
import { type Queries, statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { PostgresChangeView } from './postgres-change-view.js';

/** Does not conflict with the key share that every push and upload takes on its repository. */
const lock = statement<{ id: string }>(
  'lock-repository-for-check',
  `SELECT id FROM {repositories} WHERE name = $1 ${locks.checkedRepository.clause}`,
);

/**
 * Makes the checked changes of a repository wait for one another, before they take any other lock.
 * @returns whether there is such a repository
 */
export async function lockForCheck(transaction: Transaction, repository: RepositoryName): Promise<boolean> {
  return (await transaction.query(lock, [repository])).length > 0;
}

/**
 * Asks the check of a change, if it has one. The transaction holds all locks of the change. If the view could not be read,
 * the transaction fails with that error, even if the check catches it.
 */
export async function checkChange(
  transaction: Transaction,
  check: ChangeCheck | undefined,
  change: PlannedChange,
): Promise<void> {
  if (check === undefined) return;
  const failures: unknown[] = [];
  try {
    await runCheck(check, new PostgresChangeView(noting(failures, transaction), change.repository), change);
  } catch (error) {
    if (failures.length > 0) throw failures[0];
    throw isRegistryError(error) ? error : new ForeignError(error);
  }
}

/** Queries that record their failures. */
function noting(failures: unknown[], queries: Queries): Queries {
  return {
    query: async (...query) => {
      try {
        return await queries.query(...query);
      } catch (error) {
        failures.push(error);
        throw error;
      }
    },
  };
}
