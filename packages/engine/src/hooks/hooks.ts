import {
  type ChangeCheck,
  type ManifestPull,
  type ManifestPush,
  type OperationContext,
  RegistryError,
  type RegistryHook,
  type Removal,
} from '@lading/core';

/** Asks every hook in order; the first that throws decides. */
export class Hooks {
  /** @param checkSeconds how long the checks of one change may take together */
  constructor(
    private readonly hooks: readonly RegistryHook[],
    private readonly checkSeconds: number,
  ) {}

  async beforeManifestPush(push: ManifestPush): Promise<void> {
    for (const hook of this.hooks) await hook.beforeManifestPush?.(push);
  }

  async beforeManifestPull(pull: ManifestPull): Promise<void> {
    for (const hook of this.hooks) await hook.beforeManifestPull?.(pull);
  }

  async beforeDelete(removal: Removal): Promise<void> {
    for (const hook of this.hooks) await hook.beforeDelete?.(removal);
  }

  /** The check for the metadata store. Absent if no hook has `checkChange`, because a store takes more locks for a check. */
  checkOf({ identity }: OperationContext): { readonly check?: ChangeCheck } {
    const checking = this.hooks.filter(({ checkChange }) => checkChange !== undefined);
    if (checking.length === 0) return {};
    return {
      check: (view, change) =>
        inTime(this.checkSeconds, async () => {
          for (const hook of checking) await hook.checkChange?.(view, { ...change, identity });
        }),
    };
  }
}

/** Limits the time of a check, because the store holds locks meanwhile. */
async function inTime(seconds: number, check: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(lateCheck(seconds)), seconds * 1000);
  });
  try {
    await Promise.race([check(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function lateCheck(seconds: number): RegistryError {
  return new RegistryError('UNAVAILABLE', `the rules of the registry were not checked within ${seconds} seconds`, {
    retryAfterSeconds: 5,
  });
}
