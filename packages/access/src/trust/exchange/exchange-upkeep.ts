import type { ExchangedSecrets, Task } from '@lading/core';

/** Deletes exchanged secrets that have expired, as soon as their tokens have expired too. */
export function exchangeUpkeep(exchanges: Pick<ExchangedSecrets, 'maintain'>): Task {
  return { name: 'exchanged-secrets', everySeconds: 10 * 60, isShared: true, run: () => exchanges.maintain() };
}
