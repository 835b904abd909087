import { isLockTimeout } from '../connection/failure.js';
import type { Database } from './database.js';
import { statement } from './statement.js';
import type { Transaction } from './transaction.js';

const waitBriefly = statement('wait-briefly', `SELECT set_config('lock_timeout', '250ms', true)`);

/** Runs a transaction that waits only briefly for a lock, because others wait behind it. After a timeout it does nothing. */
export async function briefly(database: Database, work: (transaction: Transaction) => Promise<void>): Promise<void> {
  try {
    await database.transaction(async (transaction) => {
      transaction.send(waitBriefly, []);
      await work(transaction);
    });
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
  }
}
