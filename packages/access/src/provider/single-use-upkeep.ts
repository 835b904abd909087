import type { SingleUses, Task } from '@lading/core';

/** Deletes used states of sign-ins whose tickets have expired. */
export function singleUseUpkeep(singleUses: Pick<SingleUses, 'maintain'>): Task {
  return { name: 'single-uses', everySeconds: 10 * 60, isShared: true, run: () => singleUses.maintain() };
}
