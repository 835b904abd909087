import type { AccessController, Principal, RepositoryName } from '@lading/core';

/** Who asks, as far as a service has to know. */
export class Caller {
  constructor(
    /** Nobody in particular if `undefined`. */
    readonly principal: Principal | undefined,
    private readonly authorization: string | undefined,
    private readonly accessController: AccessController,
  ) {}

  /** Whether the same credentials allow to pull from another repository, as a mount has to know (AUTH-13). */
  async mayPull(repository: RepositoryName): Promise<boolean> {
    const { outcome } = await this.accessController.decide({
      authorization: this.authorization,
      scopes: [{ type: 'repository', name: repository, actions: ['pull'] }],
    });
    return outcome === 'granted';
  }
}
