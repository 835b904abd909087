import { type ChangeCheck, type PlannedChange, type RepositoryName, runCheck } from '@lading/core';
import { MemoryChangeView } from './memory-change-view.js';
import type { MemoryRegistry } from './memory-registry.js';

interface CheckableRequest {
  readonly repository: RepositoryName;
  readonly check?: ChangeCheck | undefined;
}

/**
 * Makes a change at once, or, if it has a check, after the checked changes of its repository that came before it.
 * @param plan what the check is asked about; nothing if there is nothing to change
 */
export async function changeInTurn<Result>(
  registry: MemoryRegistry,
  { repository, check }: CheckableRequest,
  plan: () => PlannedChange | undefined,
  change: () => Result,
): Promise<Result> {
  if (check === undefined) return change();
  return registry.inTurn(repository, async () => {
    const planned = plan();
    if (planned !== undefined) await runCheck(check, new MemoryChangeView(registry, repository), planned);
    return change();
  });
}
