import { randomUUID } from 'node:crypto';
import type { OperationContext, Task } from '@lading/core';
import type { CollectionOperations } from './collection-operations.js';

const day = 24 * 60 * 60;

/** The tasks of the collection. Each can make work for the tasks after it. */
export function collectionTasks(collection: CollectionOperations, everySeconds: number, canSweep: boolean): Task[] {
  const often = { everySeconds };
  const daily = { everySeconds: day, isShared: true };
  const sweep: Task = { name: 'sweep', ...daily, run: inContext((context) => collection.sweep(context)) };
  return [
    { name: 'unreferenced-blobs', ...often, run: inContext((context) => collection.deleteUnreferencedBlobs(context)) },
    { name: 'dead-uploads', ...often, run: inContext((context) => collection.endDeadUploads(context)) },
    { name: 'trash', ...often, run: inContext((context) => collection.emptyTrash(context)) },
    { name: 'empty-repositories', ...daily, run: inContext((context) => collection.deleteEmptyRepositories(context)) },
    { name: 'changes', ...daily, run: inContext((context) => collection.maintainChanges(context)) },
    ...(canSweep ? [sweep] : []),
  ];
}

/** Runs an operation as the registry itself. The log of changes has the id of the run as the request id. */
function inContext(operation: (context: OperationContext) => Promise<void>): Task['run'] {
  return (signal) => operation({ identity: { kind: 'system', name: 'collection' }, requestId: randomUUID(), signal });
}
