import type { ManifestPull, ManifestPush, RegistryHook, Removal } from '@lading/core';

/** Asks every hook, in the order of the options; the first that throws decides. */
export class HooksService {
  constructor(private readonly hooks: readonly RegistryHook[]) {}

  async beforeManifestPush(push: ManifestPush): Promise<void> {
    for (const hook of this.hooks) await hook.beforeManifestPush?.(push);
  }

  async beforeManifestPull(pull: ManifestPull): Promise<void> {
    for (const hook of this.hooks) await hook.beforeManifestPull?.(pull);
  }

  async beforeDelete(removal: Removal): Promise<void> {
    for (const hook of this.hooks) await hook.beforeDelete?.(removal);
  }
}
