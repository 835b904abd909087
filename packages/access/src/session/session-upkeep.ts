import type { Sessions, Task } from '@lading/core';

/** Deletes sessions that are over. */
export function sessionUpkeep(sessions: Pick<Sessions, 'maintain'>): Task {
  return { name: 'sessions', everySeconds: 60 * 60, isShared: true, run: () => sessions.maintain() };
}
