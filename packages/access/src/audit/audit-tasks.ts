import type { AuditLog, Task } from '@lading/core';

interface AuditTasksOptions {
  readonly log: Pick<AuditLog, 'copyChanges' | 'maintain'>;
  /** How long entries are kept. */
  readonly keepSeconds: number;
  readonly copyEverySeconds?: number;
}

/** How many changes one statement copies. */
const batchSize = 1000;
const day = 24 * 60 * 60;

/** Copies the log of changes to the audit, and deletes old entries. One process does it for all replicas. */
export function auditTasks({ log, keepSeconds, copyEverySeconds = 5 }: AuditTasksOptions): readonly Task[] {
  return [
    {
      name: 'audit',
      everySeconds: copyEverySeconds,
      isShared: true,
      async run(signal) {
        while (!signal.aborted && (await log.copyChanges(batchSize)) === batchSize);
      },
    },
    { name: 'old-audit', everySeconds: day, isShared: true, run: () => log.maintain(keepSeconds) },
  ];
}
